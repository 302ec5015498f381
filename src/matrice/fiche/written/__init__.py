"""La fiche écrite à la main (`fiche.yaml`) : la lire, situer ses fautes, et réécrire une fiche calculée."""
