"""La feuille de style du panneau : rien au-dessous de 24 points, des contrastes d'au moins 4,5, aucun réseau."""

# Les couleurs ne portent jamais seules un sens : chaque barre a son nombre, chaque état son mot.
STYLE = """<style>
.matrice-atelier{--corps:24pt;--titre:26pt}
@media (min-width:1700px) and (min-height:950px){.matrice-atelier{--corps:30pt;--titre:33pt}}
.matrice-atelier{background:#fff;color:#111;padding:8px 20px;box-sizing:border-box;width:100%;overflow:auto;
font-family:"Segoe UI",Arial,"Liberation Sans",system-ui,sans-serif;font-size:var(--corps);line-height:1.18}
.matrice-atelier.matrice-plein:not(.jupyter-widgets-disconnected){position:fixed!important;inset:0;z-index:99999;width:100vw!important;height:100vh;
max-width:none;margin:0}
body:has(.matrice-plein:not(.jupyter-widgets-disconnected)) :is(.jp-Notebook,.jp-WindowedPanel-outer,
.jp-WindowedPanel-inner,.jp-WindowedPanel-viewport,
.jp-Cell,.jp-Cell-outputWrapper,.jp-Cell-outputArea,.jp-OutputArea,.jp-OutputArea-child,.jp-OutputArea-output,
.jp-NotebookPanel,.jp-MainAreaWidget,.lm-Widget){contain:none!important;transform:none!important}
body:has(.matrice-plein:not(.jupyter-widgets-disconnected)) :is(#jp-top-panel,#jp-bottom-panel,#jp-menu-panel,
#jp-main-statusbar,.jp-SideBar,.jp-Toolbar,
.jp-cell-toolbar,.jp-InputArea,.lm-TabBar,.jp-Notebook-footer,.jp-InputPrompt,.jp-OutputPrompt){visibility:hidden!important}
body:has(.matrice-plein:not(.jupyter-widgets-disconnected)) :is(.jp-Cell,.jp-Notebook,.jp-OutputArea,
.jp-OutputArea-output,.jp-WindowedPanel-viewport,
.jp-WindowedPanel-outer){overflow:visible!important}
.matrice-atelier .widget-html,.matrice-atelier .widget-html-content,.matrice-atelier .widget-box{overflow:visible;
height:auto;
font-size:var(--corps);line-height:1.18;margin:0;color:#111}
.matrice-atelier .widget-html-content{width:100%}
.matrice-atelier button,.matrice-atelier .widget-label,.matrice-atelier input,.matrice-atelier textarea{
font-family:inherit}
.matrice-atelier button.jupyter-button,.matrice-atelier .widget-toggle-button{font-size:var(--corps);line-height:1.1;
height:auto;
width:auto;min-height:46px;padding:5px 18px;margin:3px 8px 3px 0;background:#e9eef3;color:#111;border:2px solid #33506b;
border-radius:6px;box-shadow:none;white-space:nowrap}
.matrice-atelier button.matrice-principal,.matrice-atelier button.mod-active{background:#00527f!important;
color:#fff!important}
.matrice-atelier button:focus,.matrice-atelier input:focus,.matrice-atelier textarea:focus,
.matrice-atelier button:focus-visible{outline:4px solid #b34700!important;outline-offset:2px}
.matrice-atelier button[hidden],.matrice-atelier .matrice-cache{display:none!important}
.matrice-atelier .widget-label,.matrice-atelier .widget-inline-hbox .widget-label{font-size:var(--corps);color:#111;height:auto;
width:auto;line-height:1.2;text-align:left}
.matrice-atelier input,.matrice-atelier textarea{font-size:var(--corps)!important;height:auto!important;line-height:1.2;
color:#111!important;
background:#fff!important;border:2px solid #33506b!important;padding:2px 8px}
.matrice-atelier .widget-inline-hbox{height:auto;width:auto;margin:2px 14px 2px 0}
.matrice-atelier input[type=number]{width:3.6em!important;flex:none}
.matrice-atelier .m-lue{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.matrice-atelier .widget-toggle-buttons{height:auto}
.matrice-atelier .m-tete{display:flex;gap:1.2em;justify-content:space-between;border-bottom:2px solid #33506b;
padding-bottom:4px;white-space:nowrap}
.matrice-atelier h2{font-size:var(--titre);line-height:1.12;margin:4px 0;font-weight:700;color:#111}
.matrice-atelier p{margin:4px 0;font-size:var(--corps);line-height:1.18;color:#111}
.matrice-atelier .m-etat{font-weight:700}
.matrice-atelier table{border-collapse:collapse;width:100%;table-layout:auto;font-size:var(--corps);margin:4px 0;color:#111;border:0}
.matrice-atelier caption{caption-side:top;text-align:left;font-size:var(--corps);color:#111;padding:2px 0}
.matrice-atelier th,.matrice-atelier td{font-size:var(--corps);line-height:1.12;text-align:left!important;vertical-align:middle;
padding:2px 10px 2px 0;
border:0;border-bottom:1px solid #8a99a8;font-weight:400;color:#111;background:#fff!important;white-space:normal;max-width:none}
.matrice-atelier th.m-niveau{font-weight:700;white-space:nowrap}
.matrice-atelier td.m-compte,.matrice-atelier th.m-compte{text-align:center!important;white-space:nowrap;
padding:3px 4px;min-width:1.4em}
.matrice-atelier td.m-plein{background:#cfe3f1!important;font-weight:700}
.matrice-atelier td.m-barre{width:32%;white-space:nowrap}
.matrice-atelier .m-trait{display:inline-block;height:.8em;background:#0072b2;vertical-align:-.06em;margin-right:.35em;
border:1px solid #00405f;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.matrice-atelier h2 span{font-weight:400}
.matrice-atelier .m-propose{border:3px solid #00527f;padding:2px 10px;display:inline-block;font-weight:700}
.matrice-atelier .widget-toggle-button.mod-active::before{content:"✓ "}
.matrice-atelier .m-erreur{border-left:10px solid #a3210f;padding-left:12px;font-weight:700}
.matrice-atelier .m-dit{border-left:10px solid #00527f;padding-left:12px}
</style>"""
