// Ratios, not milliseconds: both sides run alternately in one process, and the medians of the rounds are compared.
import { measure } from 'mitata';

const rounds = 7;

/** Median time per call of each side, in microseconds, and their ratio. */
export async function compare(ours, theirs, options = {}) {
  const samples = { ours: [], theirs: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const [side, run] of [
      ['theirs', theirs],
      ['ours', ours],
    ]) {
      const { p50 } = await measure(run, {
        min_cpu_time: 60e6,
        min_samples: 20,
        warmup_samples: 20,
        ...options,
      });
      samples[side].push(p50 / 1000);
    }
  }
  const [a, b] = [median(samples.ours), median(samples.theirs)];
  return { ours: a, theirs: b, ratio: a / b };
}

export async function time(run, options = {}) {
  const samples = [];
  for (let round = 0; round < rounds; round += 1) {
    samples.push((await measure(run, { min_cpu_time: 60e6, min_samples: 20, ...options })).p50 / 1000);
  }
  return median(samples);
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
