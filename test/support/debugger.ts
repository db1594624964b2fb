import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** A debugger that is attached to a process. */
export interface Debugger {
  /** Calls a method of the protocol, and gives its result. */
  call(method: string, params?: object): Promise<Record<string, unknown>>;
  /** Waits for an event that fits, also one that came already. */
  event(method: string, fits?: (params: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  detach(): void;
}

interface Said {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
}

/**
 * Attaches to the only process that a debugger can reach at this address, such as `127.0.0.1:9229`. It speaks as much of
 * WebSocket as it must: Node 20 has no client of its own.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/v8/
 */
export async function attach(address: string): Promise<Debugger> {
  const response = await fetch(`http://${address}/json/list`);
  const [target] = (await response.json()) as { webSocketDebuggerUrl: string }[];
  const { hostname, port, pathname } = new URL(`${target?.webSocketDebuggerUrl}`);
  const socket = connect(Number(port), hostname);
  const heard: Said[] = [];
  const listeners = new Set<() => void>();
  await shakeHands(socket, `${hostname}:${port}`, pathname);
  let unread = Buffer.alloc(0);
  socket.on('data', (bytes) => {
    unread = Buffer.concat([unread, bytes]);
    for (let frame = readFrame(unread); frame !== undefined; frame = readFrame(unread)) {
      unread = unread.subarray(frame.end);
      if (frame.text !== undefined) heard.push(JSON.parse(frame.text));
    }
    for (const listener of listeners) listener();
  });
  let calls = 0;

  function find(fits: (said: Said) => boolean): Promise<Said> {
    return new Promise((resolve) => {
      const look = () => {
        const found = heard.find(fits);
        if (found === undefined) return;
        listeners.delete(look);
        resolve(found);
      };
      listeners.add(look);
      look();
    });
  }

  return {
    async call(method, params = {}) {
      calls += 1;
      const id = calls;
      socket.write(frameOf(JSON.stringify({ id, method, params })));
      return (await find((said) => said.id === id)).result ?? {};
    },
    async event(method, fits = () => true) {
      return (await find((said) => said.method === method && fits(said.params ?? {}))).params ?? {};
    },
    detach: () => socket.destroy(),
  };
}

function shakeHands(socket: Socket, host: string, path: string): Promise<void> {
  const key = randomBytes(16).toString('base64');
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  );
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', () => resolve());
  });
}

/** A whole message of text, masked with zeros: RFC 6455, section 5.2. */
function frameOf(text: string): Buffer {
  const body = Buffer.from(text);
  const header = Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 0xff, 0, 0, 0, 0]);
  return Buffer.concat([header, body]);
}

/** The first frame, once it is complete; one that is no text has none. */
function readFrame(bytes: Buffer): { text?: string; end: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = (bytes[1] ?? 0) & 0x7f;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < start) return undefined;
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const end = start + length;
  if (bytes.length < end) return undefined;
  return { end, ...((bytes[0] ?? 0) === 0x81 && { text: bytes.subarray(start, end).toString() }) };
}
