/** The pages' one stylesheet. It fetches nothing, and follows what the reader's system prefers. */
export const style = `
:root { color-scheme: light dark; --fg:#1f2328; --muted:#59636e; --line:#d1d9e0; --soft:#f6f8fa; --bg:#fff; --link:#0969da;
  --good:#1a7f37; --bad:#cf222e; --warn:#9a6700; --added:#dafbe1; --removed:#ffebe9; --hidden:#fff8c5; --hunk:#ddf4ff; }
@media (prefers-color-scheme: dark) { :root { --fg:#e6edf3; --muted:#9198a1; --line:#3d444d; --soft:#161b22; --bg:#0d1117; --link:#4493f8;
  --good:#3fb950; --bad:#f85149; --warn:#d29922; --added:#12261e; --removed:#301b1e; --hidden:#2b2410; --hunk:#121d2f; } }
* { box-sizing:border-box; }
body { margin:0; background:var(--bg); color:var(--fg); font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif; }
main { max-width:1100px; margin:0 auto; padding:24px 16px 64px; overflow-wrap:anywhere; }
a { color:var(--link); text-decoration:none; } a:hover { text-decoration:underline; }
h1 { font-size:1.5rem; line-height:1.25; margin:0 0 4px; } h2 { font-size:1.2rem; margin:36px 0 12px; padding-bottom:4px; border-bottom:1px solid var(--line); }
h3 { font-size:1rem; margin:24px 0 8px; }
p { margin:0 0 8px; } ul { margin:0; padding-left:1.2em; } li { margin:0 0 8px; }
code, pre { font-family:ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace; font-size:.85em; }
code { background:var(--soft); border-radius:4px; padding:1px 4px; }
.muted { color:var(--muted); } .good { color:var(--good); } .bad { color:var(--bad); } .warn { color:var(--warn); }
.verdict { border-left:4px solid var(--line); padding:8px 12px; background:var(--soft); border-radius:0 6px 6px 0; margin:16px 0; }
.verdict.passed { border-color:var(--good); } .verdict.failed, .verdict.errored { border-color:var(--bad); }
.scroll { overflow-x:auto; } table { border-collapse:collapse; } th, td { border:1px solid var(--line); padding:6px 10px; text-align:left; vertical-align:top; overflow-wrap:normal; }
thead th { background:var(--soft); } tbody th { font-weight:600; } td.none { color:var(--muted); }
form { display:flex; flex-wrap:wrap; gap:8px 12px; align-items:end; margin:16px 0; } label { display:grid; gap:2px; font-size:.85rem; color:var(--muted); }
select, button { font:inherit; color:var(--fg); background:var(--soft); border:1px solid var(--line); border-radius:6px; padding:5px 8px; max-width:100%; min-width:8em; } button { cursor:pointer; min-width:0; }
.change { border:1px solid var(--line); border-radius:6px; margin:0 0 12px; } .change > summary { padding:8px 12px; cursor:pointer; } .change > div { padding:0 12px 8px; }
.action { display:inline-block; min-width:4.5em; font-weight:600; } .delete, .replace, .forget { color:var(--bad); } .create, .read { color:var(--good); } .update { color:var(--warn); }
.diff { margin:0; padding:8px 0; border-top:1px solid var(--line); overflow-x:auto; overflow-wrap:normal; } .diff span { display:block; padding:0 12px; white-space:pre; width:max-content; min-width:100%; }
.diff .added { background:var(--added); } .diff .removed { background:var(--removed); } .diff .hidden { background:var(--hidden); } .diff .hunk { background:var(--hunk); color:var(--muted); } .diff .left { color:var(--muted); }
.pages { display:flex; gap:16px; margin:16px 0; } footer { margin-top:48px; padding-top:12px; border-top:1px solid var(--line); color:var(--muted); font-size:.85rem; }
@media (max-width:600px) { main { padding:16px 10px 48px; } h1 { font-size:1.25rem; } label, select { width:100%; } }
`;
