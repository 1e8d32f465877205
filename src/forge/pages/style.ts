/** The pages' one stylesheet. */
export const style = `
:root { --fg:#1f2328; --muted:#59636e; --line:#d1d9e0; --soft:#f6f8fa; --link:#0969da; --good:#1a7f37; --bad:#cf222e; --warn:#9a6700; --done:#8250df; }
* { box-sizing: border-box; }
body { margin:0; color:var(--fg); background:#fff; font:14px/1.5 -apple-system,BlinkMacSystemFont,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif; }
a { color:var(--link); text-decoration:none; } a:hover { text-decoration:underline; }
.top { background:#f6f8fa; border-bottom:1px solid var(--line); padding:12px 24px; display:flex; gap:16px; align-items:center; }
.top strong a { color:var(--fg); } .top .right { margin-left:auto; }
main { max-width:1216px; margin:0 auto; padding:24px; }
main.wide { max-width:none; }
h1.title { font-size:28px; font-weight:400; line-height:1.25; margin:0 0 8px; } h1.title .number { color:var(--muted); font-weight:300; }
.state { display:inline-block; color:#fff; border-radius:2em; padding:4px 12px; font-weight:500; }
.state.open { background:var(--good); } .state.merged { background:var(--done); } .state.closed { background:var(--bad); } .state.draft { background:var(--muted); }
.tabs { display:flex; gap:4px; border-bottom:1px solid var(--line); margin:16px 0 24px; }
.tabs a { color:var(--fg); padding:8px 16px; border:1px solid transparent; border-bottom:0; margin-bottom:-1px; border-radius:6px 6px 0 0; }
.tabs a.here { border-color:var(--line); background:#fff; font-weight:600; }
.count { background:#818b981f; border-radius:2em; padding:0 6px; font-size:12px; margin-left:4px; }
.box { border:1px solid var(--line); border-radius:6px; margin-bottom:16px; background:#fff; }
.box > header { background:var(--soft); border-bottom:1px solid var(--line); border-radius:6px 6px 0 0; padding:8px 16px; color:var(--muted); display:flex; gap:8px; align-items:center; flex-wrap:wrap; }
.box > header strong { color:var(--fg); } .box > header .right { margin-left:auto; }
.box > .inside { padding:16px; } .row { padding:8px 16px; border-top:1px solid var(--line); } .row:first-child { border-top:0; }
.timeline { display:grid; grid-template-columns:40px minmax(0,1fr); gap:0 16px; } .timeline > .avatar { grid-column:1; } .timeline > .entry { grid-column:2; }
.avatar { width:40px; height:40px; border-radius:50%; } .avatar.small { width:20px; height:20px; vertical-align:text-bottom; } .avatar.app { border-radius:8px; }
.tag { border:1px solid var(--line); border-radius:2em; padding:0 7px; font-size:12px; color:var(--muted); font-weight:500; }
.event { color:var(--muted); padding:4px 0 16px; }
.good { color:var(--good); } .bad { color:var(--bad); } .warn { color:var(--warn); } .muted { color:var(--muted); }
.mark { display:inline-block; width:1.4em; font-weight:600; text-align:center; }
code, pre, .diff { font-family:ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace; font-size:12px; }
.md { overflow-wrap:break-word; } .md > :first-child { margin-top:0; } .md > :last-child { margin-bottom:0; }
.md p, .md ul, .md ol, .md table, .md pre, .md blockquote, .md details { margin:0 0 16px; }
.md h1, .md h2, .md h3, .md h4 { margin:24px 0 16px; line-height:1.25; } .md h1, .md h2 { border-bottom:1px solid #d1d9e0b3; padding-bottom:.3em; } .md h1 { font-size:2em; } .md h2 { font-size:1.5em; } .md h3 { font-size:1.25em; } .md h4 { font-size:1em; }
.md ul, .md ol { padding-left:2em; } .md li.task { list-style:none; margin-left:-1.4em; }
.md code { background:#818b981f; border-radius:6px; padding:.2em .4em; font-size:85%; white-space:break-spaces; } .md pre { background:var(--soft); border-radius:6px; padding:16px; overflow:auto; line-height:1.45; } .md pre code { background:none; padding:0; font-size:12px; white-space:pre; }
.md table { border-collapse:collapse; display:block; overflow:auto; width:max-content; max-width:100%; } .md th, .md td { border:1px solid var(--line); padding:6px 13px; } .md th { font-weight:600; } .md tbody tr:nth-child(2n) { background:var(--soft); }
.md blockquote { border-left:.25em solid var(--line); color:var(--muted); padding:0 1em; } .md hr { border:0; height:.25em; background:var(--line); margin:24px 0; } .md img { max-width:100%; } .md summary { cursor:pointer; } .md .mention { color:var(--fg); font-weight:600; } .md sub { font-size:75%; }
.md .alert { color:inherit; } .md .alert-title { font-weight:500; margin-bottom:4px; } .alert-note { border-color:#0969da !important; } .alert-note .alert-title { color:#0969da; } .alert-tip { border-color:#1a7f37 !important; } .alert-tip .alert-title { color:#1a7f37; } .alert-important { border-color:#8250df !important; } .alert-important .alert-title { color:#8250df; } .alert-warning { border-color:#9a6700 !important; } .alert-warning .alert-title { color:#9a6700; } .alert-caution { border-color:#cf222e !important; } .alert-caution .alert-title { color:#cf222e; }
.line-added { display:block; background:#dafbe1; } .line-removed { display:block; background:#ffebe9; } .line-hunk { display:block; color:var(--done); } .line-same { display:block; }
.diff { width:100%; border-collapse:collapse; } .diff td { padding:0 10px; line-height:20px; vertical-align:top; white-space:pre-wrap; overflow-wrap:anywhere; } .diff td.n { width:1%; min-width:44px; text-align:right; color:var(--muted); user-select:none; white-space:nowrap; }
.diff tr.added td { background:#dafbe1; } .diff tr.added td.n { background:#aceebb; } .diff tr.removed td { background:#ffebe9; } .diff tr.removed td.n { background:#ffcecb; } .diff tr.hunk td { background:#ddf4ff; color:var(--muted); } .diff tr.hit td { background:#fff8c5; }
.diff tr.note > td { padding:8px 12px; background:#fff; font-family:-apple-system,BlinkMacSystemFont,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif; font-size:14px; white-space:normal; border-top:1px solid var(--line); border-bottom:1px solid var(--line); }
.annotation { border:1px solid var(--line); border-left:4px solid var(--link); border-radius:6px; padding:8px 12px; margin:4px 0; } .annotation.failure { border-left-color:var(--bad); } .annotation.warning { border-left-color:#d4a72c; } .annotation pre { white-space:pre-wrap; margin:4px 0 0; font-family:inherit; font-size:inherit; }
.thread { border:1px solid var(--line); border-radius:6px; margin:8px 0; overflow:hidden; } .thread > .where { background:var(--soft); padding:6px 12px; border-bottom:1px solid var(--line); display:flex; gap:8px; } .thread .words { padding:12px; border-top:1px solid var(--line); } details.thread > summary { background:var(--soft); padding:6px 12px; cursor:pointer; }
.split { display:grid; grid-template-columns:296px minmax(0,1fr); gap:24px; align-items:start; } @media (max-width:800px) { .split { grid-template-columns:1fr; } }
.button, button { font:inherit; font-weight:500; font-size:13px; border:1px solid var(--line); background:var(--soft); border-radius:6px; padding:4px 12px; cursor:pointer; color:var(--fg); } button.primary { background:#1f883d; color:#fff; border-color:#1f883d; } button[disabled] { opacity:.5; cursor:default; }
textarea { width:100%; min-height:90px; font:inherit; border:1px solid var(--line); border-radius:6px; padding:8px; } select { font:inherit; padding:3px; } form.inline { display:inline; }
table.list { width:100%; border-collapse:collapse; } table.list td, table.list th { text-align:left; padding:6px 10px; border-bottom:1px solid var(--line); } pre.plain { background:var(--soft); padding:16px; border-radius:6px; overflow:auto; }
`;
