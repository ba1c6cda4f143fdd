export default {
  globalSetup: "@keyless/testing/global-setup",
  globalTeardown: "@keyless/testing/global-teardown",
  // A single file would run in the process that started the server, which Node.js before 22.19 cannot make trust it. With a
  // limit, Jest always has processes of their own for tests.
  workerIdleMemoryLimit: "1GB",
  testTimeout: 30_000,
};
