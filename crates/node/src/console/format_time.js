'use strict';

// Durations as people read them: "1.5ms", "2.300s", "1:02.000 (m:ss.mmm)". Used by `console.time` and `util.debuglog`.

const {
  MathFloor,
  Number,
  NumberPrototypeToFixed,
  StringPrototypePadStart,
  StringPrototypeSplit,
} = primordials;

const kSecond = 1000;
const kMinute = 60 * kSecond;
const kHour = 60 * kMinute;

function pad(value) {
  return StringPrototypePadStart(`${value}`, 2, '0');
}

/** The text for a duration in milliseconds. */
function formatTime(ms) {
  if (ms < kSecond) return `${Number(NumberPrototypeToFixed(ms, 3))}ms`;
  if (ms < kMinute) return `${NumberPrototypeToFixed(ms / kSecond, 3)}s`;

  const hours = MathFloor(ms / kHour);
  const minutes = MathFloor((ms % kHour) / kMinute);
  const { 0: seconds, 1: thousandths } =
    StringPrototypeSplit(NumberPrototypeToFixed((ms % kMinute) / kSecond, 3), '.');
  return hours > 0 ?
    `${hours}:${pad(minutes)}:${pad(seconds)}.${thousandths} (h:mm:ss.mmm)` :
    `${minutes}:${pad(seconds)}.${thousandths} (m:ss.mmm)`;
}

module.exports = { formatTime };
