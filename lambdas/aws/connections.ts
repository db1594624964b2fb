import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';

/**
 * How many connections to one service a function has. A batch of ten would open ten, and a handshake is dear to a
 * function with little CPU; over so few, its requests wait some milliseconds for each other. Those to DynamoDB are all
 * opened in init.
 */
export const MAX_CONNECTIONS = 4;

/**
 * How long a connection may have been idle to be used again, in ms. Services close idle connections without notice to a
 * function that is frozen; AWS's SDKs for .NET and Java give them up after 50 and 60 seconds.
 */
const MAX_IDLE_MS = 50_000;

/** The connections of one client, kept from one request to the next: to open one takes longer than a call. */
export interface Connections {
  agent: http.Agent;
  /** Closes the idle connections that were idle for too long. */
  dropExpired(): void;
}

/** Every agent of the function: a freeze that costs one client its connections costs them all theirs. */
const agents = new Set<http.Agent>();

/** @param protocol of the service's URL @param now the time in epoch ms */
export function keepConnections(protocol: string, now: () => number): Connections {
  const { Agent } = protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
  const idleSince = new WeakMap<Socket, number>();
  agent.on('free', (socket: Socket) => idleSince.set(socket, now()));
  agents.add(agent);
  return {
    agent,
    dropExpired: () => drop(agent, (socket) => now() - (idleSince.get(socket) ?? 0) > MAX_IDLE_MS),
  };
}

/** Closes the idle connections of every client of the function. */
export function dropIdleConnections(): void {
  for (const agent of agents) drop(agent, () => true);
}

function drop(agent: http.Agent, isDue: (socket: Socket) => boolean): void {
  for (const socket of Object.values(agent.freeSockets).flatMap((sockets = []) => [...sockets])) {
    if (isDue(socket)) socket.destroy();
  }
}
