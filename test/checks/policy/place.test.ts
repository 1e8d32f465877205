import { expect, test } from "vitest";
import { pointerFromMessage, pointersIn } from "../../../src/checks/policy/place.ts";
import type { JsonObject } from "../../../src/domain/json.ts";

const deployment: JsonObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "shop", labels: { app: "web", "app.kubernetes.io/name": "web" } },
  spec: {
    replicas: 1,
    template: {
      spec: {
        hostNetwork: true,
        serviceAccountName: "default",
        initContainers: [{ name: "migrate", image: "registry.example.com/migrate:1.0" }],
        containers: [
          {
            name: "web",
            image: "nginx:latest",
            ports: [{ name: "http", containerPort: 8080 }],
            env: [
              { name: "LOG_LEVEL", value: "debug" },
              { name: "DB_PASSWORD", value: "x" },
            ],
            resources: { limits: { cpu: "1" } },
            volumeMounts: [{ name: "docker-sock", mountPath: "/var/run/docker.sock" }],
          },
          { name: "side-car", image: "envoy:1.30", securityContext: { privileged: true, runAsUser: 0 } },
        ],
        volumes: [{ name: "docker-sock", hostPath: { path: "/var/run/docker.sock" } }],
      },
    },
  },
};

const pod = "/spec/template/spec";
const web = `${pod}/containers/0`;
const side = `${pod}/containers/1`;

test.each([
  ["spec.replicas is too low", "/spec/replicas"],
  ["spec.template.spec.containers[0].image must have a digest", `${web}/image`],
  ["$.spec.template.spec.containers[1].image must have a digest", `${side}/image`],
  ["see /spec/template/spec/hostNetwork.", `${pod}/hostNetwork`],
  ["containers[web] has no probe", web],
  ["containers[side-car].securityContext.runAsUser must not be 0", `${side}/securityContext/runAsUser`],
  ["spec.template.spec.containers[web].image is not allowed", `${web}/image`],
  ['metadata.labels["app.kubernetes.io/name"] differs', "/metadata/labels/app.kubernetes.io~1name"],
  ["container web: resources.limits.memory is missing", `${web}/resources/limits`],
  ['Container "side-car" must not be privileged', `${side}/securityContext/privileged`],
  ["container <side-car> has no readiness probe", side],
  ["side-car: securityContext.runAsNonRoot must be true", `${side}/securityContext`],
  ["the init container migrate needs limits", `${pod}/initContainers/0`],
  ["nginx:latest is not pinned", `${web}/image`],
  ["image <registry.example.com/migrate:1.0> comes from elsewhere", `${pod}/initContainers/0/image`],
  ["web: port 8080 is taken", `${web}/ports/0/containerPort`],
  ["the port named http must be 80", `${web}/ports/0`],
  ["web: environment variable DB_PASSWORD holds a secret", `${web}/env/1`],
  ["DB_PASSWORD must not have a value", `${web}/env/1`],
  ["hostNetwork is not allowed in containers of web", `${web}`],
  ["Deployment/web uses hostNetwork", `${pod}/hostNetwork`],
  ["serviceAccountName must not be default", `${pod}/serviceAccountName`],
  ["/var/run/docker.sock is mounted", `${pod}/volumes/0/hostPath/path`],
  ["the volume docker-sock is a path of the host", `${pod}/volumes/0`],
  ["the label app.kubernetes.io/name is wrong", "/metadata/labels/app.kubernetes.io~1name"],
  ["it lacks the label team", "/metadata/labels"],
  ["it lacks the annotation owner", "/metadata"],
  ["this is wrong.", ""],
  ["e.g. nothing that is here", ""],
  ["", ""],
])("a message that says %j leads to %j", (message, pointer) => {
  expect(pointerFromMessage(message, deployment)).toBe(pointer);
});

test.each<readonly [string, JsonObject, string]>([
  [
    "a.example.com has no certificate",
    { spec: { rules: [{ host: "b.org" }, { host: "a.example.com" }] } },
    "/spec/rules/1/host",
  ],
  ["port 22 is open", { spec: { ports: [{ port: 80 }, { port: 22 }] } }, "/spec/ports/1/port"],
  ["data.LOG_LEVEL is not known", { data: { LOG_LEVEL: "x" } }, "/data/LOG_LEVEL"],
  ["spec.nothing.here is missing", { spec: { a: 1 } }, "/spec"],
])("in other objects too: %j", (message, object, pointer) => {
  expect(pointerFromMessage(message, object)).toBe(pointer);
});

test("a long message over a large object is given up on instead of being searched for hours", () => {
  const objects = Array.from({ length: 50_000 }, (_, index) => ({ a: { b: index } }));
  const paths = Array.from({ length: 5_000 }, (_, index) => `x${index}.y.z`).join(" ");
  expect(pointerFromMessage(`the image ${paths} is refused`, { spec: { objects } })).toBe("");
  expect(pointerFromMessage(`the container${" ".repeat(500_000)}is refused`, { spec: { objects } })).toBe("");
});

test("what a long message names in its beginning is still found", () => {
  expect(pointerFromMessage(`spec.replicas is 1: ${"a.b ".repeat(50_000)}`, deployment)).toBe("/spec/replicas");
});

test("a rule that says thousands of things of one object has only the first of them looked into", () => {
  const pointerOf = pointersIn(deployment);
  const said = (message: string) => pointerOf({ pointer: null, message });
  expect(said("spec.replicas is 1")).toBe("/spec/replicas");
  for (let index = 0; index < 500; index += 1) said(`this is remark ${index}`);
  expect(said("spec.replicas is 2")).toBe("");
  expect(said("spec.replicas is 1")).toBe("/spec/replicas");
  expect(pointerOf({ pointer: "/spec/template", message: "spec.replicas is 3" })).toBe("/spec/template");
});
