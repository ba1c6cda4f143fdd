export default { test: { globalSetup: ["@keyless/testing/global-setup"], testTimeout: 30_000 } };
