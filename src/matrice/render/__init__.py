"""Les rendus : figures, Word, tableaux HTML ; chacun se charge au premier usage."""
