/** The calls that a server beside Tripstream answers. */
export interface PeerCalls {
  describe: (argument: null) => { port: number; pid: number };
}
