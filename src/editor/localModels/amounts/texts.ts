/** Amounts as people read them. */
const unitTexts = {
  megabytes: (n: string) => `${n}\u00a0МБ`,
  gigabytes: (n: string) => `${n}\u00a0ГБ`,
  of: (done: string, total: string) => `${done}\u00a0из\u00a0${total}`,
  megabytesPerSecond: (n: string) => `${n}\u00a0МБ/\u2060с`,
  kilobytesPerSecond: (n: string) => `${n}\u00a0КБ/\u2060с`,
  percent: (n: number) => `${n}\u00a0%`,
  left: {
    lessThanMinute: 'осталось\u00a0меньше\u00a0минуты',
    minutes: (n: number) => `осталось\u00a0${n}\u00a0мин`,
    hours: (n: number) => `осталось\u00a0${n}\u00a0ч`,
    hoursMinutes: (hours: number, minutes: number) =>
      `осталось\u00a0${hours}\u00a0ч\u00a0${minutes}\u00a0мин`,
  },
  tokensPerSecond: (n: string, one: boolean) => `около ${n} ${one ? 'токена' : 'токенов'} в\u00a0секунду`,
} as const;

const tenths = (value: number): string => (Math.round(value * 10) / 10).toFixed(1).replace('.', ',');

/** `5,0 ГБ`, and below one of them `310 МБ` */
export function amount(bytes: number): string {
  return isSmall(bytes)
    ? unitTexts.megabytes(String(Math.round(bytes / 1e6)))
    : unitTexts.gigabytes(tenths(bytes / 1e9));
}

const isSmall = (bytes: number): boolean => bytes < 1e9;

/** `48 ГБ`: where a tenth says nothing. */
export function wholeGigabytes(bytes: number): string {
  return bytes < 10e9 ? amount(bytes) : unitTexts.gigabytes(String(Math.floor(bytes / 1e9)));
}

/** `2,1 из\u00a05,0 ГБ` */
export function doneOf(done: number, total: number): string {
  const shown = isSmall(total) ? String(Math.round(done / 1e6)) : tenths(done / 1e9);
  return unitTexts.of(shown, amount(total));
}

/** `11,8 МБ/с`; below a tenth of that in kilobytes. */
export function bytesPerSecond(speed: number): string {
  return speed < 1e5
    ? unitTexts.kilobytesPerSecond(String(Math.round(speed / 1e3)))
    : unitTexts.megabytesPerSecond(tenths(speed / 1e6));
}

/** `осталось 4 мин`. @param minutes whole; 0 = less than one */
export function timeLeft(minutes: number): string {
  if (minutes < 1) return unitTexts.left.lessThanMinute;
  if (minutes < 60) return unitTexts.left.minutes(minutes);
  const hours = Math.floor(minutes / 60);
  // Nobody plans by the minute what takes hours.
  const tens = Math.floor((minutes % 60) / 10) * 10;
  return hours >= 10 || tens === 0 ? unitTexts.left.hours(hours) : unitTexts.left.hoursMinutes(hours, tens);
}

/** `около 7 токенов в\u00a0секунду` */
export function tokensPerSecond(speed: number): string {
  const shown = speed < 3 ? Math.max(0.1, Math.round(speed * 10) / 10) : Math.round(speed);
  const one = shown % 10 === 1 && shown % 100 !== 11;
  return unitTexts.tokensPerSecond(String(shown).replace('.', ','), one || !Number.isInteger(shown));
}

/** `42 %`, never 100 before the end. */
export function percent(fraction: number): string {
  return unitTexts.percent(Math.floor(Math.min(Math.max(fraction, 0), 1) * 100));
}
