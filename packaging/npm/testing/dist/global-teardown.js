// The global teardown of Jest. Vitest finds teardown in the global setup.
export { teardown as default } from "./global-setup.js";
