import { isIP } from "node:net";
import { isJsonArray, isJsonObject, type Json } from "../../../domain/json.ts";
import { formats } from "../formats.ts";
import { isDnsLabel, isDnsSubdomain } from "../rules/names.ts";
import { judgedText, listAt, valueAt } from "../rules/rule.ts";
import { among, isSet, type PartProblem, type PartRule, says, textField } from "./part.ts";

const isCidr = formats.get("cidr") ?? (() => true);

/** Fields of a Service that only some types have. */
export const service: PartRule = (part) => {
  const type = typeof part.type === "string" && part.type !== "" ? part.type : "ClusterIP";
  const outside = type === "NodePort" || type === "LoadBalancer";
  const problems: PartProblem[] = [];
  const reachable = outside || (type === "ClusterIP" && listAt(part, "externalIPs").length > 0);
  if (!reachable && isSet(part.externalTrafficPolicy)) {
    problems.push(
      says(
        ["externalTrafficPolicy"],
        "one-of",
        "may only be set when the type is NodePort or LoadBalancer, or with externalIPs",
      ),
    );
  }
  if (type !== "LoadBalancer") {
    for (const field of among(part, ["loadBalancerClass", "allocateLoadBalancerNodePorts"])) {
      problems.push(says([field], "one-of", `may only be set when the type is LoadBalancer, and it is ${type}`));
    }
  }
  if (outside && part.clusterIP === "None")
    problems.push(says(["clusterIP"], "one-of", `may not be None when the type is ${type}`));
  return [...problems, ...addressProblems(part), ...nodePorts(part, type), ...affinityProblems(part)];
};

const addressProblems: PartRule = (part) => {
  const cluster = judgedText(part.clusterIP);
  const problems =
    cluster === undefined || cluster === "None" || isIP(cluster) !== 0
      ? []
      : [says(["clusterIP"], "format", `is "${cluster}"; it is an IP address, or None`)];
  const external = listAt(part, "externalIPs").flatMap((one, index) => {
    const text = judgedText(one);
    if (text === undefined || isIP(text) !== 0) return [];
    return [says(["externalIPs", index], "format", `is "${text}", which is not an IP address`)];
  });
  const ranges = listAt(part, "loadBalancerSourceRanges").flatMap((one, index) => {
    const text = judgedText(one)?.trim();
    if (text === undefined || isCidr(text)) return [];
    return [says(["loadBalancerSourceRanges", index], "format", `is "${text}"; it is a network such as 10.0.0.0/8`)];
  });
  return [...problems, ...external, ...ranges];
};

function nodePorts(part: Parameters<PartRule>[0], type: string): PartProblem[] {
  return listAt(part, "ports").flatMap((port, index) => {
    const node = valueAt(port, "nodePort");
    if (typeof node !== "number" || node === 0) return [];
    if (type !== "NodePort" && type !== "LoadBalancer") {
      return [says(["ports", index, "nodePort"], "one-of", `may not be set when the type is ${type}`)];
    }
    if (node >= 30_000 && node <= 32_767) return [];
    const words = `is ${node}; unless the cluster says otherwise, allowed is 30000 to 32767`;
    return [{ ...says(["ports", index, "nodePort"], "range", words), severity: "warning" as const }];
  });
}

const affinityProblems: PartRule = (part) => {
  const seconds = valueAt(part, "sessionAffinityConfig", "clientIP", "timeoutSeconds");
  if (part.sessionAffinityConfig !== undefined && part.sessionAffinity !== "ClientIP") {
    return [says(["sessionAffinityConfig"], "one-of", "may only be set when sessionAffinity is ClientIP")];
  }
  if (typeof seconds !== "number" || (seconds >= 1 && seconds <= 86_400)) return [];
  return [
    says(["sessionAffinityConfig", "clientIP", "timeoutSeconds"], "range", `is ${seconds}; allowed is 1 to 86400`),
  ];
};

/** Paths are matched as they stand, so what a client would never send is a mistake. */
export const ingressPath: PartRule = (part) => {
  const path = judgedText(part.path);
  const exact = part.pathType === "Exact" || part.pathType === "Prefix";
  if (!exact) return [];
  if (part.path === undefined || part.path === "")
    return [says([], "required-field", `has no path; the pathType ${part.pathType} needs one`)];
  if (path === undefined) return [];
  if (!path.startsWith("/")) return [says(["path"], "format", `is "${path}"; it must begin with /`)];
  const wrong =
    ["//", "/./", "/../", "%2f", "%2F"].find((text) => path.includes(text)) ??
    ["/..", "/."].find((text) => path.endsWith(text));
  return wrong === undefined ? [] : [says(["path"], "format", `is "${path}"; it must not hold ${wrong}`)];
};

export const ingressBackend: PartRule = (part) => {
  const found = among(part, ["service", "resource"]);
  if (found.length === 1) return [];
  return [
    says(
      [],
      "one-of",
      found.length === 0
        ? "has neither a service nor a resource; it needs one"
        : "has service and resource; only one of them is allowed",
    ),
  ];
};

export const ingressService: PartRule = (part) => {
  const name = judgedText(part.name);
  const given = isJsonObject(part.port) ? among(part.port, ["number", "name"]) : [];
  const problems: PartProblem[] = [];
  if (name !== undefined && !isDnsLabel(name))
    problems.push(says(["name"], "name", `is "${name}", which is not the name of a Service`));
  if (given.length !== 1) problems.push(says([], "one-of", "needs a port, by either its number or its name"));
  return problems;
};

export const ingress: PartRule = (part) => {
  const empty = part.defaultBackend === undefined && listAt(part, "rules").length === 0;
  return [
    ...(empty ? [says([], "required-field", "has neither rules nor a defaultBackend; an Ingress needs one")] : []),
    ...className(part),
    ...hostsOfTls(part),
  ];
};

const className = textField("ingressClassName", "name", (text) =>
  isDnsSubdomain(text) ? undefined : "a name may hold lower-case letters, digits, - and .",
);

const hostsOfTls: PartRule = (part) =>
  listAt(part, "tls").flatMap((entry, index) =>
    listAt(entry, "hosts").flatMap((host, at) => {
      const text = judgedText(host);
      if (text === undefined || isDnsSubdomain(text.replace(/^\*\./, ""))) return [];
      return [
        says(
          ["tls", index, "hosts", at],
          "format",
          `is "${text}"; a host is a lower-case DNS name, which may begin with "*."`,
        ),
      ];
    }),
  );

/** A peer of a network policy is a network, or pods of namespaces. */
export const networkPeer: PartRule = (part) => {
  const found = among(part, ["ipBlock", "namespaceSelector", "podSelector"]);
  if (found.length === 0)
    return [says([], "required-field", "says nobody; it has ipBlock, namespaceSelector or podSelector")];
  if (found.includes("ipBlock") && found.length > 1) {
    return [
      says(
        ["ipBlock"],
        "one-of",
        `stands alone, and not beside ${found.filter((one) => one !== "ipBlock").join(" and ")}`,
      ),
    ];
  }
  return [];
};

export const ipBlock: PartRule = (part) => {
  const network = judgedText(part.cidr);
  if (part.cidr === "" || (network !== undefined && !isCidr(network))) {
    return [says(["cidr"], "format", `is "${String(part.cidr)}"; it is a network such as 10.0.0.0/8`)];
  }
  return listAt(part, "except").flatMap((one, index) => {
    const text = judgedText(one);
    if (text === undefined || network === undefined) return [];
    if (!isCidr(text)) return [says(["except", index], "format", `is "${text}"; it is a network such as 10.0.0.0/24`)];
    return isWithin(text, network)
      ? []
      : [says(["except", index], "range", `is ${text}, which is no part of ${network}`)];
  });
};

/** Only told of IPv4, whose networks can be compared as numbers. */
function isWithin(inner: string, outer: string): boolean {
  const [a, b] = [parseNetwork(inner), parseNetwork(outer)];
  if (a === undefined || b === undefined) return true;
  return a.bits > b.bits && Math.floor(a.address / 2 ** (32 - b.bits)) === Math.floor(b.address / 2 ** (32 - b.bits));
}

function parseNetwork(text: string): { readonly address: number; readonly bits: number } | undefined {
  const [address = "", bits = ""] = text.split("/");
  if (isIP(address) !== 4) return undefined;
  return { address: address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0), bits: Number(bits) };
}

export const networkPort: PartRule = ({ port, endPort }) => {
  if (endPort === undefined) return [];
  if (typeof port !== "number") return [says(["endPort"], "one-of", "may only be set beside a port that is a number")];
  if (typeof endPort !== "number" || endPort >= port) return [];
  return [says(["endPort"], "range", `is ${endPort}, less than the port, which is ${port}`)];
};

export const ingressClass = textField("controller", "format", (text) =>
  /^[a-z0-9.-]+\/\S+$/.test(text) && text.length <= 250
    ? undefined
    : "a controller is called such as example.com/ingress",
);

/** Addresses of an EndpointSlice are of the type it says. */
export const endpointSlice: PartRule = (part) => {
  const family = { IPv4: 4, IPv6: 6 }[String(part.addressType)];
  return listAt(part, "endpoints").flatMap((endpoint, index) =>
    listAt(endpoint, "addresses").flatMap((address: Json, at) => {
      const text = judgedText(address);
      const fine = text === undefined || (family === undefined ? isDnsSubdomain(text) : isIP(text) === family);
      return fine
        ? []
        : [
            says(
              ["endpoints", index, "addresses", at],
              "format",
              `is "${text}", which is no address of the type ${String(part.addressType)}`,
            ),
          ];
    }),
  );
};

/** Families that a Service has, each once. */
export const families: PartRule = ({ ipFamilies }) => {
  if (!isJsonArray(ipFamilies) || new Set(ipFamilies).size === ipFamilies.length) return [];
  return [says(["ipFamilies"], "duplicate", "has a family twice")];
};
