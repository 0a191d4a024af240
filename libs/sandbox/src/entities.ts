import { SandboxDriverEntity } from './sandbox-driver.entity.js';

/** The table of the sandbox. */
export const sandboxEntities = [SandboxDriverEntity];
