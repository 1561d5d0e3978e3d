'use strict';
// How `util.inspect` writes the time of a Date. Part of `util/inspect`. V8's own toISOString() formats by the C library,
// which takes most of the time that a small object with a Date needs.

const { DatePrototypeGetTime, DatePrototypeToISOString, DatePrototypeToString, MathTrunc, NumberIsNaN } = primordials;

const kDay = 86_400_000;
// The years that are written with four digits, in the proleptic calendar of the language.
const kFirst = -62_167_219_200_000; // 0000-01-01
const kAfter = 253_402_300_800_000; // 10000-01-01

function digits(number, count) {
  let text = `${number}`;
  while (text.length < count) text = `0${text}`;
  return text;
}

/** As `toISOString()`; as `toString()` for a Date that is none. */
function timeText(date) {
  const time = DatePrototypeGetTime(date);
  if (NumberIsNaN(time)) return DatePrototypeToString(date);
  if (time < kFirst || time >= kAfter) return DatePrototypeToISOString(date);
  // Days are counted from 0000-03-01, so that a leap day is the last of its year, and years are grouped by the 400 after
  // which the calendar repeats. All numbers are positive from here on.
  const sinceFirst = time - kFirst;
  const inDay = sinceFirst % kDay;
  const days = (sinceFirst - inDay) / kDay + 146_097 - 60;
  const era = MathTrunc(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = MathTrunc((dayOfEra - MathTrunc(dayOfEra / 1460) + MathTrunc(dayOfEra / 36_524) -
    MathTrunc(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + MathTrunc(yearOfEra / 4) - MathTrunc(yearOfEra / 100));
  const shifted = MathTrunc((5 * dayOfYear + 2) / 153); // The month, counted from March.
  const day = dayOfYear - MathTrunc((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + (era - 1) * 400 + (month <= 2 ? 1 : 0);
  const hours = MathTrunc(inDay / 3_600_000);
  const minutes = MathTrunc(inDay / 60_000) % 60;
  const seconds = MathTrunc(inDay / 1000) % 60;
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}T` +
    `${digits(hours, 2)}:${digits(minutes, 2)}:${digits(seconds, 2)}.${digits(inDay % 1000, 3)}Z`;
}

module.exports = { timeText };
