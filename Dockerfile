# syntax=docker/dockerfile:1
# The manager as an image: docker build --build-arg COMMIT=$(git rev-parse --short=12 HEAD) --tag llm-manager .
# Each step is one of scripts/image.sh; scripts/check_image.py runs the same without Docker.

FROM swift:6.3-bookworm AS build
WORKDIR /src
COPY scripts/image.sh scripts/stamp_version.sh scripts/
RUN scripts/image.sh packages-build
COPY Package.swift ./
COPY Plugins Plugins
COPY Sources Sources
COPY Tests Tests
COPY Web Web
ARG COMMIT=unknown
RUN --mount=type=cache,target=/cache/build SCRATCH=/cache/build COMMIT=${COMMIT} scripts/image.sh build /out

FROM debian:bookworm-slim
COPY scripts/image.sh /tmp/scripts/image.sh
RUN /tmp/scripts/image.sh packages-run && rm -rf /tmp/scripts \
    && useradd --system --uid 65532 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin manager
COPY --from=build --chown=root:root --chmod=0755 /out/llm-manager /usr/local/bin/llm-manager
# Nothing is written to the file system: run it with --read-only. Local state would need --data on a volume.
USER 65532:65532
ENV PORT=8080
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${PORT:-8080} && printf 'GET /health HTTP/1.1\\r\\nHost: health\\r\\nConnection: close\\r\\n\\r\\n' >&3 && grep -q '^ok' <&3"]
ENTRYPOINT ["/usr/local/bin/llm-manager"]
CMD ["serve", "--access", "iap"]
