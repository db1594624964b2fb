import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { withTarget } from './commands.ts';

/** The option that makes a command about the stack of this page. */
export const Target = createContext('--local');

/** What is to be done, with the commands to do it. */
export function Advice({ text }: { text: string }) {
  return <>{withTarget(text, useContext(Target))}</>;
}
