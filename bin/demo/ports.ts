// Which port the local AWS gets: the one asked for or none, else the usual one, else a free one.
import { connect, createServer } from 'node:net';
import { DemoError, ExitCode } from './errors';

export const USUAL_PORT = 4566;
const HOST = '127.0.0.1';

export interface PortChoice {
  readonly port: number;
  /** Set when the usual port was taken. */
  readonly note?: string;
}

/** @throws DemoError when `wanted` is given and taken. */
export async function choosePort(wanted?: number): Promise<PortChoice> {
  if (wanted !== undefined) {
    if (await isFree(wanted)) return { port: wanted };
    throw portTaken(wanted);
  }
  if (await isFree(USUAL_PORT)) return { port: USUAL_PORT };
  const port = await bind(0);
  if (port === undefined) throw portTaken(USUAL_PORT);
  return { port, note: `Port ${USUAL_PORT} is taken; using ${port}.` };
}

export function portTaken(port: number): DemoError {
  return new DemoError({
    code: 'port.taken',
    exitCode: ExitCode.PortTaken,
    seen: `port ${port} on ${HOST} is taken, or not this user's to open`,
    expected: 'a free port for the local AWS',
    remedy: 'leave --port out to let the demo find one, name another, or end what --keep left up with `npm run demo -- --stop`',
  });
}

// Both questions are needed: macOS lets 127.0.0.1 be bound beside a listener on 0.0.0.0.
async function isFree(port: number): Promise<boolean> {
  return !(await answers(port)) && (await bind(port)) !== undefined;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: HOST });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function bind(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, HOST, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
