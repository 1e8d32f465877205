import { deployment, type Files } from "../rendering.ts";

/** What kustomize can do to a resource: the files of a build of `app`, and a fact that shows it was done. */
type Feature = {
  readonly name: string;
  readonly files: Files;
  readonly shows: RegExp;
  /** Where a field of the first manifest of that kind comes from. */
  readonly places?: readonly (readonly [kind: string, pointer: string, place: string])[];
};

const web = { "app/web.yaml": deployment("web") };
const strategic = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 7}\n";
const json6902 = "- op: add\n  path: /spec/replicas\n  value: 7\n";
const containers = "/spec/template/spec/containers/0";
const base = { "base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": deployment("web") };
const widget =
  "apiVersion: acme.com/v1\nkind: Widget\nmetadata: {name: w}\nspec:\n  parts:\n    - {id: a, size: 1}\n    - {id: b, size: 2}\n";

function kustomization(text: string, more: Files = {}): Files {
  return { "app/kustomization.yaml": `resources: [web.yaml]\n${text}`, ...web, ...more };
}

export const features: readonly Feature[] = [
  {
    name: "a component",
    files: {
      ...kustomization("components: [../part]\n"),
      "part/kustomization.yaml":
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{path: p.yaml}]\n",
      "part/p.yaml": strategic,
    },
    shows: /"replicas":7/,
    places: [["Deployment", "/spec/replicas", "part/p.yaml:4"]],
  },
  {
    name: "a strategic patch in a file",
    files: kustomization("patches: [{path: p.yaml}]\n", { "app/p.yaml": strategic }),
    shows: /"replicas":7/,
    places: [["Deployment", "/spec/replicas", "app/p.yaml:4"]],
  },
  {
    name: "a strategic patch written inline",
    files: kustomization(`patches:\n  - patch: |\n${strategic.replaceAll(/^(?=.)/gm, "      ")}`),
    shows: /"replicas":7/,
    places: [["Deployment", "/spec/replicas", "app/kustomization.yaml:7"]],
  },
  {
    name: "a JSON patch in a file of YAML",
    files: kustomization("patches: [{path: p.yaml, target: {kind: Deployment, name: w.*}}]\n", {
      "app/p.yaml": json6902,
    }),
    shows: /"replicas":7/,
    places: [["Deployment", "/spec/replicas", "app/p.yaml:3"]],
  },
  {
    name: "a JSON patch in a file of JSON",
    files: kustomization("patches: [{path: p.json, target: {kind: Deployment}}]\n", {
      "app/p.json": '[\n  {"op": "add", "path": "/spec/replicas", "value": 7}\n]\n',
    }),
    shows: /"replicas":7/,
    places: [["Deployment", "/spec/replicas", "app/p.json:2"]],
  },
  {
    name: "a JSON patch written inline",
    files: kustomization(
      `patches:\n  - target: {labelSelector: "tier=web"}\n    patch: |-\n${json6902.replaceAll(/^(?=.)/gm, "      ")}`,
      {
        "app/web.yaml": deployment("web").replace("  name: web\nspec", "  name: web\n  labels: {tier: web}\nspec"),
      },
    ),
    shows: /"replicas":7/,
    places: [["Deployment", "/spec/replicas", "app/kustomization.yaml:7"]],
  },
  {
    name: "a patch of several documents",
    files: kustomization("patches: [{path: p.yaml}]\n", {
      "app/p.yaml": `${strategic}---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort}\n`,
      "app/svc.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n",
      "app/kustomization.yaml": "resources: [web.yaml, svc.yaml]\npatches: [{path: p.yaml}]\n",
    }),
    shows: /"replicas":7.*NodePort|NodePort.*"replicas":7/,
    places: [
      ["Deployment", "/spec/replicas", "app/p.yaml:4"],
      ["Service", "/spec/type", "app/p.yaml:9"],
    ],
  },
  {
    name: "$patch: delete",
    files: {
      ...kustomization("", { "app/db.yaml": deployment("db") }),
      "app/kustomization.yaml":
        "resources: [web.yaml, db.yaml]\npatches:\n  - patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: db}, $patch: delete}'\n",
    },
    shows: /^(?!.*"db")/,
  },
  {
    name: "the older fields for patches",
    files: kustomization(
      "patchesStrategicMerge: [p.yaml]\npatchesJson6902:\n  - target: {group: apps, version: v1, kind: Deployment, name: web}\n    path: j.yaml\n",
      { "app/p.yaml": strategic.replace("replicas: 7", "paused: true"), "app/j.yaml": json6902 },
    ),
    shows: /"paused":true.*"replicas":7|"replicas":7.*"paused":true/,
    places: [
      ["Deployment", "/spec/paused", "app/p.yaml:4"],
      ["Deployment", "/spec/replicas", "app/j.yaml:3"],
    ],
  },
  {
    name: "namePrefix, nameSuffix and namespace",
    files: kustomization("namePrefix: a-\nnameSuffix: -z\nnamespace: shop\n"),
    shows: /"name":"a-web-z","namespace":"shop"/,
    places: [["Deployment", "/metadata/namespace", "app/kustomization.yaml:4"]],
  },
  {
    name: "labels and annotations",
    files: kustomization(
      "labels:\n  - pairs: {one: '1'}\n  - pairs: {two: '2'}\n    includeSelectors: true\n  - pairs: {three: '3'}\n    includeTemplates: true\ncommonAnnotations: {note: x}\n",
    ),
    shows: /"matchLabels":\{"app":"web","two":"2"\}/,
    places: [
      ["Deployment", "/metadata/labels/one", "app/kustomization.yaml:3"],
      ["Deployment", "/metadata/annotations/note", "app/kustomization.yaml:8"],
    ],
  },
  {
    name: "images and replicas",
    files: kustomization(
      "images:\n  - name: nginx\n    newName: acme/nginx\n    digest: sha256:0\nreplicas:\n  - {name: web, count: 4}\n",
    ),
    shows: /acme\/nginx@sha256:0.*|"replicas":4/,
    places: [
      ["Deployment", `${containers}/image`, "app/kustomization.yaml:5"],
      ["Deployment", "/spec/replicas", "app/kustomization.yaml:7"],
    ],
  },
  {
    name: "generators whose names have hashes",
    files: {
      ...kustomization(
        "configMapGenerator:\n  - name: settings\n    literals: [mode=fast]\n    files: [app.conf]\nsecretGenerator:\n  - name: keys\n    envs: [keys.env]\n",
        { "app/app.conf": "x = 1\n", "app/keys.env": "A=1\nB=2\n" },
      ),
      "app/web.yaml": `${deployment("web")}          envFrom: [{configMapRef: {name: settings}}, {secretRef: {name: keys}}]\n`,
    },
    shows: /settings-[2-9bcdfghkmt]{10}.*keys-[2-9bcdfghkmt]{10}/,
    places: [["ConfigMap", "/data/mode", "app/kustomization.yaml:4"]],
  },
  {
    name: "generatorOptions, and generators that add to others",
    files: {
      ...base,
      "base/kustomization.yaml": "configMapGenerator:\n  - name: settings\n    literals: [a=1]\n",
      "app/kustomization.yaml":
        "resources: [../base]\ngeneratorOptions:\n  disableNameSuffixHash: true\n  labels: {made: here}\nconfigMapGenerator:\n  - name: settings\n    behavior: merge\n    literals: [b=2]\n",
    },
    shows: /"data":\{"a":"1","b":"2"\}/,
  },
  {
    name: "replacements, inline and in a file",
    files: kustomization(
      "replacements:\n  - source: {kind: Deployment, fieldPath: metadata.name}\n    targets:\n      - select: {kind: Deployment}\n        fieldPaths: [metadata.annotations.from]\n        options: {create: true}\n  - path: r.yaml\n",
      {
        "app/r.yaml":
          "source: {kind: Deployment, fieldPath: metadata.name}\ntargets:\n  - select: {kind: Deployment}\n    fieldPaths: [spec.strategy.type]\n    options: {create: true}\n",
      },
    ),
    shows: /"annotations":\{"from":"web"\}.*"strategy":\{"type":"web"\}/,
  },
  {
    name: "merge keys from an OpenAPI document",
    files: {
      "app/kustomization.yaml":
        "resources: [w.yaml]\nopenapi: {path: schema.json}\npatches:\n  - patch: '{apiVersion: acme.com/v1, kind: Widget, metadata: {name: w}, spec: {parts: [{id: b, size: 9}]}}'\n",
      "app/w.yaml": widget,
      "app/schema.json": JSON.stringify({
        definitions: {
          "v1.Widget": {
            type: "object",
            properties: {
              spec: {
                type: "object",
                properties: {
                  parts: {
                    type: "array",
                    items: { type: "object", properties: { id: { type: "string" }, size: { type: "integer" } } },
                    "x-kubernetes-patch-merge-key": "id",
                    "x-kubernetes-patch-strategy": "merge",
                  },
                },
              },
            },
            "x-kubernetes-group-version-kind": [{ group: "acme.com", kind: "Widget", version: "v1" }],
          },
        },
      }),
    },
    shows: /"id":"b","size":9.*"id":"a","size":1|"id":"a","size":1.*"id":"b","size":9/,
  },
  {
    name: "crds that name what refers to what",
    files: {
      "app/kustomization.yaml":
        "resources: [w.yaml]\nnamePrefix: a-\ncrds: [crd.json]\nconfigMapGenerator:\n  - name: settings\n    literals: [a=1]\n",
      "app/w.yaml": "apiVersion: acme.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {from: {name: settings}}\n",
      "app/crd.json": JSON.stringify({
        "acme.com/v1.Widget": {
          Schema: {
            properties: {
              apiVersion: { type: "string" },
              kind: { type: "string" },
              metadata: { type: "object" },
              spec: { $ref: "acme.com/v1.WidgetSpec" },
            },
          },
        },
        "acme.com/v1.WidgetSpec": {
          Schema: {
            properties: {
              from: {
                "x-kubernetes-object-ref-api-version": "v1",
                "x-kubernetes-object-ref-kind": "ConfigMap",
                $ref: "k8s.io/api/core/v1.LocalObjectReference",
              },
            },
          },
        },
      }),
    },
    shows: /"from":\{"name":"a-settings-[a-z0-9]{10}"\}/,
  },
  {
    name: "configurations of transformers",
    files: {
      "app/kustomization.yaml": "resources: [w.yaml, cm.yaml]\nnamePrefix: a-\nconfigurations: [names.yaml]\n",
      "app/w.yaml": "apiVersion: acme.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {from: cm}\n",
      "app/cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\n",
      "app/names.yaml":
        "nameReference:\n  - kind: ConfigMap\n    version: v1\n    fieldSpecs:\n      - {path: spec/from, kind: Widget}\n",
    },
    shows: /"from":"a-cm"/,
  },
  {
    name: "sortOptions and buildMetadata",
    files: {
      ...kustomization("sortOptions: {order: fifo}\nbuildMetadata: [managedByLabel, originAnnotations]\n"),
    },
    shows:
      /"app.kubernetes.io\/managed-by":"kustomize-.*"config.kubernetes.io\/origin":"path: web.yaml|"config.kubernetes.io\/origin":"path: web.yaml.*managed-by/,
  },
  {
    name: "built-in plugins in files and inline",
    files: kustomization(
      "transformers:\n  - t.yaml\n  - |\n    apiVersion: builtin\n    kind: PrefixTransformer\n    metadata: {name: p}\n    prefix: x-\n    fieldSpecs: [{path: metadata/name}]\ngenerators:\n  - g.yaml\n",
      {
        "app/t.yaml": "apiVersion: builtin\nkind: NamespaceTransformer\nmetadata: {name: n, namespace: shop}\n",
        "app/g.yaml": "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: made}\nliterals: [a=1]\n",
      },
    ),
    shows: /"name":"x-made/,
  },
  {
    name: "several bases with one component over each",
    files: {
      ...base,
      "app/kustomization.yaml": "resources: [../a, ../b]\n",
      "a/kustomization.yaml": "namePrefix: a-\nresources: [../base]\n",
      "b/kustomization.yaml": "namePrefix: b-\nresources: [../base]\nreplicas: [{name: web, count: 2}]\n",
    },
    shows: /"a-web".*"b-web"/,
  },
];
