// Asks slot libraries from npm the questions on standard input, and tells their answers and their times.
// Starts are minutes since 1970 (UTC); times are milliseconds of one question, `rounds` times or for some seconds.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.argv[2]}/`);
const { getSlots } = require("slot-calculator");
const { getAvailableTimeSlotsInCalendar } = require("time-slots-finder");
const PATIENCE_MS = 20000;
const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

function slotCalculator(question) {
  const config = {
    from: question.from,
    to: question.to,
    duration: question.minutes,
    outputTimezone: "UTC",
    availability: question.hours.map(([day, from, to]) => ({ day: DAYS[day], from, to, timezone: question.zone })),
    unavailability: [...question.booked, ...question.away].map(({ from, to }) => ({ from, to })),
  };
  return () => getSlots(config).availableSlots.map((slot) => Date.parse(slot.from) / 60000);
}

function timeSlotsFinder(question) {
  const week = new Map();
  for (const [day, startTime, endTime] of question.hours) {
    if (!week.has(day)) week.set(day, { isoWeekDay: day + 1, shifts: [] });
    week.get(day).shifts.push({ startTime, endTime });
  }
  const asked = {
    configuration: {
      timeSlotDuration: question.minutes,
      slotStartMinuteStep: question.minutes,
      availablePeriods: [...week.values()],
      unavailablePeriods: question.away.map(({ wall }) => ({ startAt: wall[0], endAt: wall[1] })),
      timeZone: question.zone,
    },
    ...(question.booked.length ? { calendarData: calendar(question.booked) } : {}),
    calendarFormat: "iCal",
    from: new Date(question.from),
    to: new Date(question.to),
  };
  return () => getAvailableTimeSlotsInCalendar(asked).map((slot) => slot.startAt.getTime() / 60000);
}

function calendar(booked) {
  const compact = (instant) => new Date(instant).toISOString().replace(/[-:]|\.000/g, "");
  const events = booked.flatMap(({ from, to }, number) => [
    "BEGIN:VEVENT", `UID:${number}`, `DTSTART:${compact(from)}`, `DTEND:${compact(to)}`, "END:VEVENT",
  ]);
  return ["BEGIN:VCALENDAR", "VERSION:2.0", ...events, "END:VCALENDAR", ""].join("\r\n");
}

function timed(ask, rounds) {
  const times = [];
  let starts = [];
  const first = performance.now();
  for (let round = 0; round < rounds && performance.now() - first < PATIENCE_MS; round++) {
    const began = performance.now();
    starts = ask();
    times.push(performance.now() - began);
  }
  return { starts, times };
}

const questions = JSON.parse(readFileSync(0, "utf8"));
const answers = {};
for (const [name, prepare] of [["slot-calculator", slotCalculator], ["time-slots-finder", timeSlotsFinder]]) {
  answers[name] = questions.map((question) => timed(prepare(question), question.rounds));
}
process.stdout.write(JSON.stringify(answers));
