import { PRICES, type Region, type Unit } from './prices.ts';

/** How much of each unit is used. */
export type Usage = Partial<Record<Unit, number>>;

/** One line of a bill. */
export interface BillLine {
  unit: Unit;
  name: string;
  amount: number;
  dollars: number;
}

/** The bill for a usage, the largest line first. */
export function billOf(usage: Usage, region: Region): BillLine[] {
  return entriesOf(usage)
    .map(([unit, amount]) => {
      const { name, per, [region]: price } = PRICES[unit];
      return { unit, name, amount, dollars: (amount / per) * price };
    })
    .sort((a, b) => b.dollars - a.dollars);
}

/** What a usage costs, in dollars. */
export function dollarsOf(usage: Usage, region: Region): number {
  return billOf(usage, region).reduce((sum, { dollars }) => sum + dollars, 0);
}

/** Usages together. */
export function sumOf(usages: readonly Usage[]): Usage {
  const sum: Usage = {};
  for (const usage of usages) for (const [unit, amount] of entriesOf(usage)) sum[unit] = (sum[unit] ?? 0) + amount;
  return sum;
}

/** So many times a usage. */
export function times(usage: Usage, factor: number): Usage {
  return Object.fromEntries(entriesOf(usage).map(([unit, amount]) => [unit, amount * factor]));
}

function entriesOf(usage: Usage): [Unit, number][] {
  return Object.entries(usage) as [Unit, number][];
}
