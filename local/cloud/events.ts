import type { Json, RestService, Service } from './aws/replies.ts';
import type { Frame } from './functions/blocked.ts';

/** A message of a queue, as it is handed to a function. */
export interface ReceivedMessage {
  id: string;
  body: string;
  /** Its attributes that are texts. */
  attributes: Record<string, string>;
  /** How often it was received, this time included. */
  receiveCount: number;
}

/** An HTTP request or an answer as it was on the wire. */
export interface HttpPart {
  headers: Record<string, string | string[]>;
  body: string;
}

/** What happened inside the local cloud. `function` is a function's logical id in the template. */
export type CloudActivity =
  /** A line that a function wrote; `requestId` is missing for lines written while no invocation ran. */
  | { kind: 'log'; function: string; requestId?: string; line: string }
  /** An execution environment loaded the function's code, or could not. */
  | { kind: 'init'; function: string; outcome: 'ok' | 'error'; ms: number; error?: string }
  | {
      kind: 'invocation';
      function: string;
      requestId: string;
      outcome: InvocationOutcome;
      ms: number;
      coldStart: boolean;
      /** How long it kept a processor busy, where it came to an end. */
      cpuMs?: number;
      error?: string;
      /** Where it was ended while it let nothing else run, the innermost frame first. */
      blockedAt?: Frame[];
    }
  /**
   * The HTTP API answered. What was asked is missing when it could not be read, the invocation when it never came to
   * one.
   */
  | {
      kind: 'request';
      requestId: string;
      method: string;
      path: string;
      status: number;
      ms: number;
      request?: HttpPart;
      answer: HttpPart;
      invocation?: string;
    }
  /** One line of the stage's access log. */
  | { kind: 'access'; line: string }
  /**
   * A service answered a call that IAM allowed. `caller` is the name of a function, for which Lambda polls too, or
   * `admin`.
   */
  | {
      kind: 'call';
      caller: string;
      service: Service | RestService;
      operation: string;
      input: Json;
      status: number;
      output: Json;
      ms: number;
    }
  /** IAM refused a call. `role` is the ARN of the role, or the name of the AWS service that called. */
  | { kind: 'denied'; role: string; action: string; resource: string; because: string }
  /** An event source mapping hands a batch to its function. */
  | { kind: 'received'; function: string; requestId: string; queue: string; messages: ReceivedMessage[] }
  /** The function is through with the batch. The ids are those of the messages; the `failed` ones stay in the queue. */
  | {
      kind: 'batch';
      function: string;
      requestId: string;
      queue: string;
      handled: string[];
      failed: string[];
      ms: number;
    }
  /** Time to live removed items from a table. */
  | { kind: 'expired'; table: string; items: number }
  /** Something in the background failed and will be tried again. */
  | { kind: 'problem'; message: string };

export type InvocationOutcome = 'ok' | 'error' | 'timeout' | 'crash' | 'throttled';

/** An activity and when it was observed, in epoch milliseconds. */
export type CloudEvent = CloudActivity & { at: number };

export type ObserveCloud = (event: CloudEvent) => void;

/** Reports an activity; the time is added by the composition. */
export type EmitActivity = (activity: CloudActivity) => void;
