# syntax=docker/dockerfile:1
# Fairlead's server and command line, without root. The tools are the official releases, pinned by digest:
# kubectl (which holds kustomize), OPA and Helm.

FROM debian:12-slim AS tools
ADD --checksum=sha256:629d3f410e09bf49b64ae7079f7f0bda1191efed311f7d37fdbab0ad5b0ec2b7 \
    https://dl.k8s.io/release/v1.36.1/bin/linux/amd64/kubectl /tools/kubectl
ADD --checksum=sha256:00d114b94fdb1606a48cccdfc73c9ccdc62c38721150131ae578d5ff3df5c084 \
    https://github.com/open-policy-agent/opa/releases/download/v0.70.0/opa_linux_amd64_static /tools/opa
ADD --checksum=sha256:a7f81ce08007091b86d8bd696eb4d86b8d0f2e1b9f6c714be62f82f96a594496 \
    https://get.helm.sh/helm-v3.19.0-linux-amd64.tar.gz /download/helm.tar.gz
WORKDIR /download
RUN tar --extract --gzip --file helm.tar.gz --strip-components 1 linux-amd64/helm \
 && mv helm /tools/helm && chmod 0755 /tools/*

FROM node:24-bookworm-slim AS packages
WORKDIR /fairlead
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:24-bookworm-slim
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates git \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 fairlead \
 && useradd --uid 10001 --gid fairlead --create-home fairlead \
 && install --directory --owner fairlead --group fairlead --mode 0700 /var/lib/fairlead
COPY --from=tools /tools/ /usr/local/bin/
COPY --from=packages /fairlead/node_modules /fairlead/node_modules
COPY package.json app.yml /fairlead/
COPY bin /fairlead/bin
COPY policies /fairlead/policies
COPY src /fairlead/src
# The image has no embedded PostgreSQL: set DATABASE_URL.
ENV NODE_ENV=production FAIRLEAD_DATA_DIR=/var/lib/fairlead
USER 10001:10001
WORKDIR /fairlead
EXPOSE 3000
HEALTHCHECK CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/healthz`).then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/fairlead/bin/fairlead.mjs"]
CMD ["serve"]
