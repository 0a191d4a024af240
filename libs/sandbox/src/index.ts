export { sandboxEntities } from './entities.js';
export { SandboxModule } from './sandbox.module.js';
