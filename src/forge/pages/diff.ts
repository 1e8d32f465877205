import { html } from "hono/html";
import type { DiffFile, DiffLine } from "../git/diff.ts";
import type { Hub } from "../hub.ts";
import type { Annotation, ReviewComment, Thread } from "../state.ts";
import { authorName, avatar, type Fragment, when } from "./layout.ts";
import { markdown } from "./markdown.ts";

type Notes = { readonly annotations: readonly Annotation[]; readonly threads: readonly Thread[] };

/** A changed file with its lines, and below each line what was said about it. */
export function fileDiff(hub: Hub, file: DiffFile, notes: Notes): Fragment {
  const annotations = notes.annotations.filter(({ path }) => path === file.path);
  const threads = notes.threads.filter(({ path, line }) => path === file.path && line !== null);
  const shown = new Set(file.hunks.flatMap((hunk) => hunk.lines.map((line) => line.new)));
  const elsewhere = annotations.filter(({ end_line: line }) => !shown.has(line));
  const name = file.previousPath === null ? file.path : `${file.previousPath} → ${file.path}`;
  return html`<section class="box" id="${file.path}">
<header><strong>${name}</strong><span class="tag">${file.status}</span><span class="right"><span class="good">+${file.additions}</span> <span class="bad">−${file.deletions}</span></span></header>
${elsewhere.map((annotation) => html`<div class="row">${annotationBox(annotation, true)}</div>`)}
<table class="diff">${file.hunks.map((hunk) => html`<tr class="hunk"><td class="n"></td><td class="n"></td><td>${hunk.header}</td></tr>${hunk.lines.map((line) => diffRow(hub, line, annotations, threads))}`)}</table>
${file.patch === null ? html`<div class="inside muted">No textual change to show.</div>` : ""}
</section>`;
}

function diffRow(hub: Hub, line: DiffLine, annotations: readonly Annotation[], threads: readonly Thread[]): Fragment {
  const kind = line.old === null ? (line.new === null ? "" : "added") : line.new === null ? "removed" : "";
  const said = annotations.filter(({ end_line: end }) => line.new !== null && end === line.new);
  const talked = threads.filter((thread) => thread.line === (thread.side === "LEFT" ? line.old : line.new));
  return html`<tr class="${kind}"><td class="n">${line.old ?? ""}</td><td class="n">${line.new ?? ""}</td><td>${line.text}</td></tr>${
    said.length + talked.length === 0
      ? ""
      : html`<tr class="note"><td colspan="3">${said.map((annotation) => annotationBox(annotation))}${talked.map((thread) => threadBox(hub, thread, false))}</td></tr>`
  }`;
}

export function annotationBox(annotation: Annotation, withPlace = false): Fragment {
  const words = { failure: "Failure", warning: "Warning", notice: "Notice" } as const;
  const tone = { failure: "bad", warning: "warn", notice: "muted" } as const;
  const {
    annotation_level: level,
    start_line: start,
    end_line: end,
    title,
    message,
    path,
    raw_details: details,
  } = annotation;
  const lines = start === end ? `line ${start}` : `lines ${start} to ${end}`;
  return html`<div class="annotation ${level}"><strong class="${tone[level]}">${words[level]}</strong>${
    withPlace ? html` <code>${path}</code> ${lines}` : html` <span class="muted">${lines}</span>`
  }${title === undefined ? "" : html`<div><strong>${title}</strong></div>`}<pre>${message}</pre>${
    details === undefined ? "" : html`<details><summary>Raw details</summary><pre>${details}</pre></details>`
  }</div>`;
}

/** A review thread; in the conversation it brings its piece of the diff along. */
export function threadBox(hub: Hub, thread: Thread, withHunk: boolean): Fragment {
  const comments = [...hub.state.reviewComments.values()].filter(({ threadId }) => threadId === thread.id);
  const state = [...(thread.line === null ? ["Outdated"] : []), ...(thread.resolvedById === null ? [] : ["Resolved"])];
  const where = html`<code>${thread.path}</code> <span class="muted">line ${thread.line ?? thread.originalLine}</span> ${state.map((word) => html`<span class="tag">${word}</span> `)}`;
  const inside = html`${withHunk ? hunkRows(thread.diffHunk) : ""}${comments.map((comment) => commentWords(hub, comment))}`;
  return state.length > 0
    ? html`<details class="thread"><summary>${where}</summary>${inside}</details>`
    : html`<div class="thread"><div class="where">${where}</div>${inside}</div>`;
}

function hunkRows(hunk: string): Fragment {
  const lines = hunk.split("\n").slice(-5);
  const kind = (line: string) =>
    line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : line.startsWith("@@") ? "hunk" : "";
  return html`<table class="diff">${lines.map((line) => html`<tr class="${kind(line)}"><td>${line}</td></tr>`)}</table>`;
}

function commentWords(hub: Hub, comment: ReviewComment): Fragment {
  return html`<div class="words" id="discussion_r${comment.id}">${avatar(hub, comment.authorId, "small")} ${authorName(hub, comment.authorId)} <span class="muted">${when(comment.createdAt)}</span><div class="md">${markdown(comment.body)}</div></div>`;
}
