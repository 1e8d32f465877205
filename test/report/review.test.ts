import { expect, test } from "vitest";
import { renderReview } from "../../src/report/review.ts";
import { change, finding, links, planned, report, resource } from "./builders.ts";
import { stories } from "./stories.ts";

const deployment = "apps/web/base/deployment.yaml";

test("the review of a bad change reads as its golden file", async () => {
  const review = renderReview(
    stories.bad,
    [
      { path: deployment, ranges: [{ first: 5, last: 24 }] },
      { path: "apps/api/secret.yaml", ranges: [{ first: 1, last: 6 }] },
    ],
    links,
  );
  const comments = review?.comments.map(({ path, line, body }) => `${path}:${line}\n\n${body}`) ?? [];

  await expect([review?.body, ...comments].join("\n---\n\n")).toMatchFileSnapshot("./review/bad.md");
});

test("only lines of the diff are commented on; the others are counted", () => {
  const findings = [4, 5, 8, 9].map((line) => finding({ line }));

  const review = renderReview(report({ findings }), [{ path: deployment, ranges: [{ first: 5, last: 8 }] }], links);

  expect(review?.comments.map(({ line }) => line)).toEqual([5, 8]);
  expect(review?.left).toBe(2);
  expect(review?.body).toContain("2 more findings about other lines");
});

test("there is no review without a finding on the diff", () => {
  expect(renderReview(report({ findings: [finding()] }), [], links)).toBeNull();
  expect(renderReview(report(), [{ path: deployment, ranges: [{ first: 1, last: 99 }] }], links)).toBeNull();
});

test("the fingerprint stays when the line moves and changes with the message", () => {
  const everything = [{ path: deployment, ranges: [{ first: 1, last: 99 }] }];
  const printOf = (parts: Parameters<typeof finding>[0]) =>
    renderReview(report({ findings: [finding(parts)] }), everything, links)?.comments[0]?.fingerprint;

  expect(printOf({ line: 3 })).toBe(printOf({ line: 30, environment: "dev" }));
  expect(printOf({ message: "Another thing." })).not.toBe(printOf({}));
});

test("fifty comments are enough, the worst first", () => {
  const findings = Array.from({ length: 60 }, (_, index) =>
    finding({ line: index + 1, severity: index === 59 ? "error" : "notice" }),
  );

  const review = renderReview(report({ findings }), [{ path: deployment, ranges: [{ first: 1, last: 60 }] }], links);

  expect(review?.comments.length).toBe(50);
  expect(review?.comments[0]?.line).toBe(60);
  expect(review?.left).toBe(10);
});

const everywhere = [{ path: deployment, ranges: [{ first: 1, last: 99 }] }];

test("the review of a promotion says how far its base reaches, once for a file", async () => {
  const files = ["apps/shop/base/cart.yaml", "apps/shop/base/cart.env", deployment];
  const review = renderReview(
    stories.promotion,
    files.map((path) => ({ path, ranges: [{ first: 1, last: 99 }] })),
    links,
  );
  const comments = review?.comments.map(({ path, line, body }) => `${path}:${line}\n\n${body}`) ?? [];

  expect(new Set(review?.comments.map(({ path }) => path)).size).toBe(comments.length);
  await expect([review?.body, ...comments].join("\n---\n\n")).toMatchFileSnapshot("./review/promotion.md");
});

test("a line that changes only its own application is not commented on", () => {
  const alone = report({ applications: [planned({}, [change(), change({ id: resource({ name: "other" }) })])] });

  expect(renderReview(alone, everywhere, links)).toBeNull();
});

test("how far a line reaches is not said where the configuration does not want it", () => {
  const applications = ["dev", "prod"].map((environment) => planned({ environment }, [change()]));
  const wished = (wishes: { readonly reviewComments: boolean; readonly effects: boolean }) =>
    renderReview(report({ applications, wishes: { ...wishes, requestChanges: false } }), everywhere, links)?.comments
      .length;

  expect(wished({ reviewComments: true, effects: true })).toBe(1);
  expect(wished({ reviewComments: true, effects: false })).toBeUndefined();
  expect(wished({ reviewComments: false, effects: true })).toBeUndefined();
});

test("a finding that names as many places has told how far its file reaches", () => {
  const places = ["dev", "prod"];
  const applications = places.map((environment) => planned({ environment }, [change()]));
  const comments = (environments: readonly string[]) => {
    const findings = environments.map((environment) => finding({ environment }));
    return renderReview(report({ applications, findings }), everywhere, links)?.comments.length;
  };

  expect(comments(places)).toBe(1);
  expect(comments(["dev"])).toBe(2);
});

test("lines outside the diff, and lines of the base that a delete comes of, reach nowhere", () => {
  const gone = change({ action: "delete", fields: [] });
  const applications = ["dev", "prod"].map((environment) => planned({ environment }, [gone]));

  expect(renderReview(report({ applications }), everywhere, links)).toBeNull();
  expect(renderReview(stories.promotion, [{ path: deployment, ranges: [{ first: 1, last: 2 }] }], links)).toBeNull();
});

test("of many files that reach far, five are commented on, the furthest first", () => {
  const paths = Array.from({ length: 9 }, (_, index) => `base-${index}.yaml`);
  const applications = ["dev", "staging", "prod"].map((environment, place) =>
    planned(
      { environment },
      paths
        .filter((_, index) => index === 7 || place < 2)
        .map((path, index) => change({ id: resource({ name: `r${index}` }), sources: [{ path, line: 1 }] })),
    ),
  );
  const diff = paths.map((path) => ({ path, ranges: [{ first: 1, last: 1 }] }));

  const told = renderReview(report({ applications }), diff, links)?.comments.map(({ path }) => path);

  expect(told).toEqual(["base-7.yaml", "base-0.yaml", "base-1.yaml", "base-2.yaml", "base-3.yaml"]);
});

test("a certain fix of the very line is offered as a suggestion, indentation and backticks kept", () => {
  const fix = { line: 21, before: "    imge: `a`", after: "    image: ```a```" };

  const [comment] = renderReview(report({ findings: [finding({ fix })] }), everywhere, links)?.comments ?? [];

  expect(comment?.body).toContain("\n\n````suggestion\n    image: ```a```\n````\n\n");
});

test.each([
  ["of another line", { line: 22, before: "a", after: "b" }],
  ["of several lines", { line: 21, before: "a", after: "b\nc" }],
  ["with what cannot be seen", { line: 21, before: "a", after: "b\u202ec" }],
  ["that would be a command", { line: 21, before: "a", after: "  /sync prod" }],
  ["that changes nothing", { line: 21, before: "a", after: "a" }],
  ["that is endless", { line: 21, before: "a", after: "b".repeat(5_000) }],
])("a fix %s is no suggestion", (_, fix) => {
  const [comment] = renderReview(report({ findings: [finding({ fix })] }), everywhere, links)?.comments ?? [];

  expect(comment?.body).not.toContain("suggestion");
});
