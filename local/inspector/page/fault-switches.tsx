import { useState } from 'preact/hooks';
import type { FaultLists } from '../../simulator/faults.ts';
import { putFaults } from './api.ts';
import { EVENT_SWITCHES, isOn, SEND_SWITCHES, type Switch, timesLeft } from './faults.ts';

interface FaultSwitchesProps {
  faults: FaultLists;
  onProblem(problem: unknown): void;
}

/** What goes wrong on purpose: with the next one, or until it is switched off. */
export function FaultSwitches({ faults, onProblem }: FaultSwitchesProps) {
  const [isOnce, setOnce] = useState(true);
  const times = isOnce ? { next: 1 } : {};
  const put = (changed: Partial<FaultLists>) => putFaults({ ...faults, ...changed }).catch(onProblem);
  return (
    <section class="faults" aria-label="Break things">
      <Switches
        title="Deliver"
        switches={EVENT_SWITCHES}
        list={faults.events}
        onSwitch={(fault) => put({ events: fault ? [{ ...fault, ...times }] : [] })}
      />
      <label class="once">
        <input type="checkbox" checked={isOnce} onChange={({ currentTarget }) => setOnce(currentTarget.checked)} />
        only once
      </label>
      <Switches
        title="Answer sends"
        switches={SEND_SWITCHES}
        list={faults.sends}
        onSwitch={(fault) => put({ sends: fault ? [{ ...fault, ...times }] : [] })}
      />
    </section>
  );
}

interface SwitchesProps<Fault> {
  title: string;
  switches: readonly Switch<Fault>[];
  list: Fault[];
  /** @param fault the one that was switched on; none when it was switched off */
  onSwitch(fault: Fault | undefined): void;
}

function Switches<Fault extends { kind: string; next?: number }>(props: SwitchesProps<Fault>) {
  const { title, switches, list, onSwitch } = props;
  const left = timesLeft(list);
  return (
    <fieldset>
      <legend>{title}</legend>
      {switches.map((one) => {
        const pressed = isOn(list, one);
        return (
          <button
            key={one.label}
            type="button"
            class="switch"
            title={one.hint}
            aria-pressed={pressed}
            onClick={() => onSwitch(pressed ? undefined : one.fault)}
          >
            {one.label}
            {pressed && <small>{left === undefined ? 'always' : `next ${left}`}</small>}
          </button>
        );
      })}
    </fieldset>
  );
}
