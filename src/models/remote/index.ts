/** All that the rest of Толмач takes from the remote adapter; loading this file loads its libraries. */
export { checkConnection } from './connectionCheck.ts';
export type { RemoteOptions } from './options.ts';
export { createRemoteServer } from './remoteServer.ts';
