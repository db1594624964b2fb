import { type Debugger, Session } from 'node:inspector';
import { SourceMap } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** How long the debugger may take to look, in ms. It never gets to a thread that waits for the system. */
const LOOK_MS = 1_000;

/** Each script, by its id: where it is from, and its source map. */
type Scripts = Map<string, Pick<Debugger.ScriptParsedEventDataType, 'url' | 'sourceMapURL'>>;

type Message =
  | { id: number; method?: undefined }
  | { method: 'Debugger.scriptParsed'; params: Debugger.ScriptParsedEventDataType }
  | { method: 'Debugger.paused'; params: Debugger.PausedEventDataType };

/**
 * Where a thread is right now, also in an endless loop.
 *
 * @param program the file that the thread runs, and no other one
 * @returns the lines of a stack, in the source; nothing where that cannot be found out
 */
export function whereIs(program: string): Promise<string[]> {
  const scripts: Scripts = new Map();
  const session = new Session();
  session.connect();
  return new Promise<string[]>((resolve) => {
    setTimeout(resolve, LOOK_MS, []).unref();
    let stack: string[] = [];
    let demand = (_method: string): void => undefined;
    session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo } }) => {
      if (workerInfo.url !== pathToFileURL(program).href) return;
      demand = (method) => {
        const message = JSON.stringify({ id: DEMANDS.indexOf(method), method });
        session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
      };
      demand('Debugger.enable');
      demand('Debugger.pause');
    });
    session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
      const message: Message = JSON.parse(params.message);
      if (message.method === 'Debugger.scriptParsed') scripts.set(message.params.scriptId, message.params);
      if (message.method === 'Debugger.paused') {
        stack = message.params.callFrames.flatMap((frame) => stackLine(frame, scripts));
        // A thread that is still paused could not be ended.
        demand('Debugger.disable');
      }
      if ('id' in message && message.id === DEMANDS.indexOf('Debugger.disable')) resolve(stack);
    });
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  }).finally(() => session.disconnect());
}

const DEMANDS = ['Debugger.enable', 'Debugger.pause', 'Debugger.disable'];

function stackLine({ functionName, location }: Debugger.CallFrame, scripts: Scripts): string[] {
  const { url = '', sourceMapURL = '' } = scripts.get(location.scriptId) ?? {};
  if (!url.startsWith('file:')) return [];
  const { line, column } = inSource(location, sourceMapURL);
  const place = `${fileURLToPath(url)}:${line + 1}:${column + 1}`;
  return [`    at ${functionName === '' ? place : `${functionName} (${place})`}`];
}

/** @param sourceMapUrl with the map in it, as tsx writes it */
function inSource({ lineNumber: line, columnNumber: column = 0 }: Debugger.Location, sourceMapUrl: string) {
  const [, base64] = /^data:.*;base64,(.*)$/.exec(sourceMapUrl) ?? [];
  if (base64 === undefined) return { line, column };
  const entry = new SourceMap(JSON.parse(Buffer.from(base64, 'base64').toString())).findEntry(line, column);
  return 'originalSource' in entry ? { line: entry.originalLine, column: entry.originalColumn } : { line, column };
}
