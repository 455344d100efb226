import { describe, expect, it } from 'vitest';
import { Admission } from './admission.ts';

describe('senders that hold their bodies back', () => {
  it('make room for others, the slowest first', () => {
    let now = 0;
    const admission = new Admission(2, () => now);
    const evicted: string[] = [];
    const slow = admission.enter()!;
    slow.reading(() => evicted.push('slow'));
    slow.arrived(10);
    const fast = admission.enter()!;
    fast.reading(() => evicted.push('fast'));
    fast.arrived(10_000);
    // All are young: nobody is asked to leave.
    expect(admission.enter()).toBeUndefined();
    now = 1500;
    const third = admission.enter();
    expect(third).toBeDefined();
    expect(evicted).toEqual(['slow']);
    // Its place was given away at once, and is not given away again when it ends.
    slow.leave();
    const fourth = admission.enter()!;
    expect(evicted).toEqual(['slow', 'fast']);
    fourth.leave();
    expect(admission.enter()).toBeDefined();
  });

  it('are not those whose bodies are there', () => {
    let now = 0;
    const admission = new Admission(1, () => now);
    const worked = admission.enter()!;
    worked.reading(() => expect.fail('it had its body'));
    worked.hasRead();
    now = 60_000;
    expect(admission.enter()).toBeUndefined();
    worked.leave();
    worked.leave();
    expect(admission.enter()).toBeDefined();
    expect(admission.enter()).toBeUndefined();
  });
});
