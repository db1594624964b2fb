import type { CloudEvent } from '../../cloud/events.ts';
import type { FunctionState, PipelineFunction } from '../protocol.ts';
import { rounded } from './trace.ts';

type States = Record<PipelineFunction, FunctionState>;

/** What the functions did. */
export interface FunctionStates {
  began(name: PipelineFunction): States;
  ended(name: PipelineFunction, invocation: Extract<CloudEvent, { kind: 'invocation' }>): States;
  all(): States;
}

export function functionStates(): FunctionStates {
  const idle = { running: 0, invocations: 0, errors: 0, coldStarts: 0 };
  let states: States = { ingest: idle, processor: idle, reply: idle };
  const change = (name: PipelineFunction, changed: Partial<FunctionState>): States => {
    states = { ...states, [name]: { ...states[name], ...changed } };
    return states;
  };
  return {
    began: (name) => change(name, { running: states[name].running + 1 }),
    ended(name, { outcome, coldStart, ms }) {
      const { running, invocations, errors, coldStarts } = states[name];
      return change(name, {
        // Of ingest only the end is reported.
        running: Math.max(0, running - 1),
        invocations: invocations + 1,
        errors: errors + (outcome === 'ok' ? 0 : 1),
        coldStarts: coldStarts + (coldStart ? 1 : 0),
        lastMs: rounded(ms),
      });
    },
    all: () => states,
  };
}
