import { synthesizeApp } from './assembly.ts';
import { compile } from './compile.ts';

/** Compiles what the tests run, and synthesizes the app, once, before the tests that use them start side by side. */
export default async function setUp(): Promise<void> {
  await Promise.all([compile(), synthesizeApp()]);
}
