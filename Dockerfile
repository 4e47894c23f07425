# Entré as a container: one static binary and nothing else, run by a user without rights.
#
# The configuration is a file at /etc/entre/entre.yaml (or variables ENTRE_…), secrets are files beside it, and files of
# citizens live in a volume that user 65532 may write to: see docs/operations.md.

FROM node:22-bookworm-slim AS assets
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY static static
RUN node static/build.mjs

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=assets /src/static/dist static/dist
RUN CGO_ENABLED=0 go build -ldflags='-s -w' -o /image/entre ./cmd/entre \
	&& mkdir -p /image/etc/ssl/certs /image/var/lib/entre/files \
	&& cp /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/

FROM scratch
COPY --from=build --chown=65532:65532 /image /
USER 65532:65532
ENV ENTRE_CONFIG=/etc/entre/entre.yaml ENTRE_ADDR=:8080
VOLUME /var/lib/entre
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["/entre", "healthcheck"]
ENTRYPOINT ["/entre"]
CMD ["serve"]
