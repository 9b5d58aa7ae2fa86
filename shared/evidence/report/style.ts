/** The report's style sheet: the tokens of the screens, both themes, and paper. Its hash stands in the page's own policy. */

const LIGHT = `--ground:#f1f3f6;--surface:#fff;--sunken:#f7f8fa;--line:#e2e6eb;--strong:#c7cdd6;--ink1:#151a21;--ink2:#414a57;--ink3:#5e6876;
--accent:#2c55c8;--met:#1c7558;--late:#875c00;--partial:#a4460e;--unmet:#bb1b34;--unknown:#575190;--unknown-soft:#e4e2f2;--coverage:#748a9e;`;
const DARK = `--ground:#0d1014;--surface:#14181e;--sunken:#101419;--line:#252b34;--strong:#3a434f;--ink1:#e6eaef;--ink2:#b3bcc8;--ink3:#8e99a8;
--accent:#8fadff;--met:#5fc39d;--late:#ddae49;--partial:#f0935d;--unmet:#ff808e;--unknown:#aba5ea;--unknown-soft:#2a2847;--coverage:#6e879c;`;

export const STYLE = `
:root{color-scheme:light;${LIGHT}
--sans:"Segoe UI Variable Text","Segoe UI",-apple-system,BlinkMacSystemFont,Inter,Cantarell,"Liberation Sans",Arial,sans-serif;
--mono:"SF Mono","Cascadia Mono",Menlo,Consolas,"Liberation Mono",monospace}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${DARK}}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink1);font:13px/20px var(--sans);font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
main{max-width:940px;margin:0 auto;padding:32px 24px 64px}
header{border-bottom:2px solid var(--ink1);padding-bottom:20px;margin-bottom:8px}
h1{font-size:24px;line-height:30px;font-weight:600;margin:8px 0 4px}
h2{font-size:17px;line-height:24px;font-weight:600;margin:40px 0 8px}
h3{font-size:15px;line-height:21px;font-weight:600;margin:8px 0 6px}
h4{font-size:12px;line-height:16px;font-weight:600;margin:14px 0 4px}
p{margin:4px 0 8px;max-width:96ch}
a{color:var(--accent)}
.kicker,.note,th,dt,time,.muted{color:var(--ink3)}
.kicker{display:flex;gap:12px;align-items:center;font-size:12px}
.tlp{background:#000;color:#fff;font:600 12px/18px var(--mono);padding:1px 7px;border-radius:4px}
.tlp-red{color:#ff2b2b}.tlp-amber{color:#ffc000}.tlp-green{color:#33ff00}
code,.mono,time{font-family:var(--mono);font-size:12px}
dl{display:grid;grid-template-columns:auto 1fr;gap:2px 16px;margin:12px 0 0}
dd{margin:0}
table{border-collapse:collapse;width:100%;font-size:12px;line-height:17px}
th{text-align:left;font-weight:400;border-bottom:1px solid var(--strong);padding:3px 10px 3px 0;vertical-align:bottom}
td{border-bottom:1px solid var(--line);padding:4px 10px 4px 0;vertical-align:top}
td.n,th.n{text-align:right;white-space:nowrap}
td,th{overflow-wrap:break-word}
.wide{overflow-wrap:anywhere;min-width:12ch}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:12px}
td time{white-space:nowrap}
.totals{display:flex;flex-wrap:wrap;gap:8px 32px;margin:14px 0 4px;padding:0;list-style:none}
.totals b{display:block;font-size:21px;line-height:26px;font-weight:600}
.totals li{color:var(--ink2);font-size:12px;line-height:16px}
.card{background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:14px 18px 16px;margin:12px 0}
.line{display:flex;flex-wrap:wrap;gap:4px 14px;align-items:center;font-size:12px;line-height:17px;color:var(--ink2)}
.rule{font-family:var(--mono);color:var(--ink1)}
.chip{font-family:var(--mono);font-size:12px;background:var(--sunken);border:1px solid var(--strong);border-radius:4px;padding:0 5px;white-space:nowrap}
.glyph{width:12px;height:12px;vertical-align:-1.5px;flex:none}
.verdict{display:inline-flex;gap:5px;align-items:center;white-space:nowrap}
.strip{display:inline-flex;gap:7px;align-items:center}
.strip .glyph{width:14px;height:14px}
.v-met{color:var(--met)}.v-late{color:var(--late)}.v-partial{color:var(--partial)}.v-unmet{color:var(--unmet)}.v-unknown{color:var(--unknown)}
.v-not-required,.v-not-reached{color:var(--ink3)}
.severity{display:inline-flex;gap:6px;align-items:center}
.on{fill:var(--ink1)}.off{fill:var(--strong)}
.decided{border-left:3px solid var(--strong);padding-left:12px;margin-top:12px}
.symbols{position:absolute}
.bar{display:block;width:100%;height:12px}
.bar .base{stroke:var(--strong);stroke-dasharray:1 3}
.bar .declared{fill:var(--coverage)}
.bar .inferred{fill:none;stroke:var(--coverage)}
.bar .silent,.bar .cut,.hatch{stroke:var(--unknown)}
.fog{background:var(--unknown-soft);border-radius:6px;padding:10px 16px}
pre{background:var(--sunken);border:1px solid var(--line);border-radius:6px;padding:12px 14px;font:12px/18px var(--mono);white-space:pre-wrap;margin:8px 0}
.hash{font-family:var(--mono);font-size:11px}
@media print{body{background:#fff;font-size:11px;line-height:16px}main{max-width:none;padding:0}.card{border-color:var(--strong);break-inside:avoid-page}
h2,h3,h4{break-after:avoid}tr{break-inside:avoid}@page{margin:18mm 16mm}}
`;
