import { expect, test } from "vitest";
import { renderReview } from "../../src/report/review.ts";
import { finding, links, report } from "./builders.ts";
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
