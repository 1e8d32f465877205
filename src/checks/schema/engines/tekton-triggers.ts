import { describe, type EngineSchemas, type Fields, resource } from "./describe.ts";

const listenerTrigger: Fields = {
  bindings: "TektonTriggerBindingUsage[]",
  interceptors: "TektonInterceptorUsage[]",
  name: "string",
  serviceAccountName: "string",
};

const triggerKinds = ["EventListener", "Trigger", "TriggerBinding", "TriggerTemplate", "ClusterTriggerBinding"];

/** Tekton Triggers 0.37 (https://tekton.dev/docs/triggers/). */
export const tektonTriggers: EngineSchemas = {
  release: "Tekton Triggers 0.37",
  kinds: {
    "triggers.tekton.dev/v1alpha1/ClusterInterceptor": "TektonInterceptor",
    "triggers.tekton.dev/v1alpha1/Interceptor": "TektonInterceptor",
    ...Object.fromEntries(
      ["v1alpha1", "v1beta1"].flatMap((version) =>
        triggerKinds.map((kind) => [`triggers.tekton.dev/${version}/${kind}`, `Tekton${kind.replace("Cluster", "")}`]),
      ),
    ),
  },
  definitions: describe({
    TektonTriggerBinding: resource("TektonTriggerBindingSpec"),
    TektonTriggerBindingSpec: { params: "TektonTriggerParam[]" },
    TektonTriggerParam: { "name*": "string", "value*": "string" },
    TektonTriggerTemplate: resource("TektonTriggerTemplateSpec"),
    TektonTriggerTemplateSpec: { params: "TektonTemplateParam[]", resourcetemplates: "any[]" },
    TektonTemplateParam: { "name*": "string", default: "string", description: "string" },
    TektonTrigger: resource("TektonTriggerSpec"),
    TektonTriggerSpec: { ...listenerTrigger, template: "TektonTemplateUsage" },
    TektonEventListener: resource("TektonEventListenerSpec"),
    TektonEventListenerSpec: {
      cloudEventURI: "string",
      labelSelector: "V1LabelSelector",
      namespaceSelector: "TektonNamespaces",
      podTemplate: "any",
      replicas: "int64",
      resources: "any",
      serviceAccountName: "string",
      serviceType: "string",
      triggerGroups: "TektonTriggerGroup[]",
      triggers: "TektonListenerTrigger[]",
    },
    TektonNamespaces: { matchNames: "string[]" },
    TektonTriggerGroup: {
      interceptors: "TektonInterceptorUsage[]",
      name: "string",
      triggerSelector: "TektonTriggerSelector",
    },
    TektonTriggerSelector: { labelSelector: "V1LabelSelector", namespaceSelector: "TektonNamespaces" },
    TektonListenerTrigger: { ...listenerTrigger, template: "TektonTemplateUsage", triggerRef: "string" },
    TektonTriggerBindingUsage: {
      apiversion: "string",
      kind: "string",
      name: "string",
      ref: "string",
      spec: "TektonTriggerBindingSpec",
      value: "string",
    },
    TektonTemplateUsage: { apiversion: "string", name: "string", ref: "string", spec: "TektonTriggerTemplateSpec" },
    TektonInterceptorUsage: {
      bitbucket: "any",
      cel: "any",
      github: "any",
      gitlab: "any",
      name: "string",
      params: "TektonParam[]",
      ref: "TektonReference",
      webhook: "TektonWebhook",
    },
    TektonWebhook: { header: "any[]", objectRef: "any", url: "string" },
    TektonInterceptor: resource("TektonInterceptorSpec"),
    TektonInterceptorSpec: { clientConfig: "TektonClientConfig" },
    TektonClientConfig: { caBundle: "byte", service: "any", url: "string" },
  }),
};
