import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    alias: {
      'zendesk-connector/file-token-store': new URL('./src/stores/file.ts', import.meta.url).pathname,
      'zendesk-connector/redis-token-store': new URL('./src/stores/redis.ts', import.meta.url).pathname,
      'zendesk-connector/postgres-token-store': new URL('./src/stores/postgres.ts', import.meta.url).pathname,
      'zendesk-connector/ai-sdk': new URL('./src/adapters/ai-sdk.ts', import.meta.url).pathname,
      'zendesk-connector/mcp': new URL('./src/adapters/mcp.ts', import.meta.url).pathname,
      'zendesk-connector/openai': new URL('./src/adapters/openai.ts', import.meta.url).pathname,
      'zendesk-connector/anthropic': new URL('./src/adapters/anthropic.ts', import.meta.url).pathname,
      'zendesk-connector/langchain': new URL('./src/adapters/langchain.ts', import.meta.url).pathname,
      'zendesk-connector/webhooks': new URL('./src/webhooks/index.ts', import.meta.url).pathname,
      'zendesk-connector/testing': new URL('./src/testing/index.ts', import.meta.url).pathname,
      'zendesk-connector': new URL('./src/index.ts', import.meta.url).pathname,
    },
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'] },
    testTimeout: 30_000,
    coverage: {
      include: ['src/**/*.ts'],
      // Its tests run it as a process of its own, which is not counted.
      exclude: ['src/cli/**'],
      reporter: ['text', 'json-summary'],
      thresholds: { lines: 95, branches: 95, functions: 95, statements: 95 },
    },
  },
});
