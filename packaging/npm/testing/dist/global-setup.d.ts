/** Starts the server. Vitest calls it, and Jest calls it as the default export. */
export declare function setup(): Promise<void>;
/** Stops the server. */
export declare function teardown(): Promise<void>;
export default setup;
