import { useState } from 'preact/hooks';
import type { Account, FaultLists } from '../protocol.ts';
import { putAccount, putFaults } from './api.ts';
import {
  ACCOUNT_SWITCHES,
  EVENT_SWITCHES,
  type FaultSwitch,
  isAccountOn,
  isOn,
  SEND_SWITCHES,
  type SwitchText,
  timesLeft,
} from './faults.ts';
import { t } from './texts.ts';

interface FaultSwitchesProps {
  faults: FaultLists;
  account: Account;
  onProblem(problem: unknown): void;
}

/** What goes wrong on purpose: with the next one, or until it is switched off. */
export function FaultSwitches({ faults, account, onProblem }: FaultSwitchesProps) {
  const [isOnce, setOnce] = useState(true);
  const times = isOnce ? { next: 1 } : {};
  const put = (changed: Partial<FaultLists>) => putFaults({ ...faults, ...changed }).catch(onProblem);
  return (
    <section class="faults" aria-label={t('Break things')}>
      <Switches
        title={t('Deliver')}
        switches={EVENT_SWITCHES}
        list={faults.events}
        onSwitch={(fault) => put({ events: fault ? [{ ...fault, ...times }] : [] })}
      />
      <label class="once">
        <input type="checkbox" checked={isOnce} onChange={({ currentTarget }) => setOnce(currentTarget.checked)} />
        {t('only once')}
      </label>
      <Switches
        title={t('Answer sends')}
        switches={SEND_SWITCHES}
        list={faults.sends}
        onSwitch={(fault) => put({ sends: fault ? [{ ...fault, ...times }] : [] })}
      />
      <fieldset>
        <legend>{t('The number')}</legend>
        {ACCOUNT_SWITCHES.map((one) => {
          const pressed = isAccountOn(account, one);
          return (
            <SwitchButton
              key={one.label}
              {...one}
              pressed={pressed}
              onPress={() => void putAccount(pressed ? one.off : one.on).catch(onProblem)}
            />
          );
        })}
      </fieldset>
    </section>
  );
}

interface SwitchesProps<Fault> {
  title: string;
  switches: readonly FaultSwitch<Fault>[];
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
          <SwitchButton
            key={one.label}
            {...one}
            pressed={pressed}
            note={left === undefined ? t('always') : t('next {count}', { count: left })}
            onPress={() => onSwitch(pressed ? undefined : one.fault)}
          />
        );
      })}
    </fieldset>
  );
}

interface SwitchButtonProps {
  label: SwitchText;
  hint: SwitchText;
  pressed: boolean;
  /** What is said of it while it is on. */
  note?: string;
  onPress(): void;
}

function SwitchButton({ label, hint, pressed, note, onPress }: SwitchButtonProps) {
  return (
    <button type="button" class="switch" title={t(hint)} aria-pressed={pressed} onClick={onPress}>
      {t(label)}
      {pressed && note !== undefined && <small>{note}</small>}
    </button>
  );
}
