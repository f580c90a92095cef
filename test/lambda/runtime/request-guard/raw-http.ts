// HTTP/1 by hand: requests as exact text, so that every ill-formed one can be sent, and answers read off the connection.

import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

export type Lines = readonly (readonly [name: string, value: string])[];

/** A request as text. Header lines come in the order and the spelling given. */
export function requestText(lines: Lines, { start = 'GET / HTTP/1.1', body = '', last = true } = {}): string {
  const all: Lines = [['Host', 'localhost'], ...lines, ...(last ? ([['Connection', 'close']] as const) : [])];
  return `${start}\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

/** Sends text and gives the answers that came until the server closed the connection. */
export function exchange(port: number, text: string): Promise<readonly Answer[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    collect(socket).then((bytes) => resolve(answersIn(bytes, [...text.matchAll(/^HEAD /gm)].length > 0)), reject);
    socket.write(text, 'latin1');
  });
}

/** All that comes until the connection ends. A reset is an end. */
export function collect(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(Buffer.concat(chunks)));
  });
}

/** @param bodiless answers to HEAD, which name a length and have none */
export function answersIn(bytes: Buffer, bodiless = false): readonly Answer[] {
  const answers: Answer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) throw new Error(`no answer: ${rest.toString('latin1')}`);
    const [start = '', ...lines] = rest.subarray(0, end).toString('latin1').split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const after = rest.subarray(end + 4);
    const length = bodiless ? 0 : Number(headers['content-length'] ?? after.length);
    answers.push({ status: Number(start.split(' ')[1]), headers, body: after.subarray(0, length).toString('utf8') });
    rest = after.subarray(length);
  }
  return answers;
}
