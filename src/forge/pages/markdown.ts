import { raw } from "hono/html";
import markdownit from "markdown-it";
import sanitize from "sanitize-html";

type Rendered = ReturnType<typeof raw>;

const alerts: { readonly [kind: string]: string } = {
  NOTE: "Note",
  TIP: "Tip",
  IMPORTANT: "Important",
  WARNING: "Warning",
  CAUTION: "Caution",
};

/** Comments keep the author's line breaks; check runs and files do not. */
const comments = renderer(true);
const documents = renderer(false);

/** Markdown as GitHub shows it: GFM, alerts, task lists, diffs in colour, and only the HTML GitHub lets through. */
export function markdown(text: string | null, kind: "comment" | "document" = "comment"): Rendered {
  const md = kind === "comment" ? comments : documents;
  return raw(sanitize(asAlerts(asTasks(md.render(text ?? ""))), allowed));
}

function renderer(breaks: boolean) {
  const md = markdownit({ html: true, linkify: true, breaks, highlight });
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  const { escapeHtml } = md.utils;
  md.renderer.rules.text = (tokens, index) =>
    escapeHtml(tokens[index]?.content ?? "").replace(
      /(^|[\s(,])@([a-z\d][a-z\d-]*(?:\/[a-z\d-]+)?)(?![\w@.])/gi,
      '$1<a class="mention" href="/$2">@$2</a>',
    );
  return md;

  function highlight(code: string, language: string): string {
    if (language !== "diff") return "";
    return code.trimEnd().split("\n").map(diffLine).join("");
  }

  function diffLine(line: string): string {
    const kind = line.startsWith("+")
      ? "added"
      : line.startsWith("-")
        ? "removed"
        : /^(@@|!)/.test(line)
          ? "hunk"
          : "same";
    return `<span class="line-${kind}">${escapeHtml(line)}\n</span>`;
  }
}

function asTasks(html: string): string {
  return html.replace(/<li>(\s*(?:<p>)?)\[([ xX])\] /g, (_, before: string, mark: string) => {
    return `<li class="task">${before}<input type="checkbox" disabled${mark === " " ? "" : " checked"}> `;
  });
}

function asAlerts(html: string): string {
  return html.replace(/<blockquote>\s*<p>\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\](?:<br>)?\s*/g, (_, kind: string) => {
    return `<blockquote class="alert alert-${kind.toLowerCase()}"><p class="alert-title">${alerts[kind]}</p><p>`;
  });
}

const allowed: sanitize.IOptions = {
  allowedTags: [
    ..."a b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img input ins kbd li ol p pre q s".split(
      " ",
    ),
    ..."samp span strike strong sub summary sup table tbody td tfoot th thead tr tt ul var".split(" "),
  ],
  allowedAttributes: {
    a: ["href", "title", "class"],
    img: ["src", "alt", "title", "width", "height", "align"],
    details: ["open"],
    input: ["type", "disabled", "checked"],
    "*": ["align", "id"],
    td: ["align", "style", "colspan", "rowspan"],
    th: ["align", "style", "colspan", "rowspan"],
    ol: ["start"],
  },
  // Classes come from the renderer above; an author's own class is not among them.
  allowedClasses: {
    a: ["mention"],
    blockquote: ["alert", "alert-*"],
    code: ["language-*"],
    li: ["task"],
    p: ["alert-title"],
    span: ["line-added", "line-removed", "line-hunk", "line-same"],
  },
  allowedStyles: { "*": { "text-align": [/^(left|right|center)$/] } },
  allowedSchemes: ["http", "https", "mailto"],
};
