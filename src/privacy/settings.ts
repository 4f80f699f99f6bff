/** Lines on each side that are looked at. */
const LINES = 6;
/** Characters on each side that these lines may have. */
const REACH = 600;
const SETTING =
  /^\s*(?:- )?[\w.-]*(?:user(?:[_-]?name)?|login|host(?:name)?|server|port|ur[il]|database|dsn|account|логин|пользователь|сервер|порт|база)(?::\s+|=)(\S+)\s*(?:#.*)?$/iu;
/** The name of a type, or of a rule of a form: not a value. */
const TYPE =
  /^(?:str(?:ing)?|text|int(?:eger)?|number|float|bool(?:ean)?|bytes|any|object|varchar|char|null|none|required|optional|[A-Z][A-Za-z]*(?:[[<(?|].*)?)$|[,;{(]$/;

/**
 * Whether lines around a setting say where and as whom to log in: `host: db.corp.local`, `user=app`. In a program the
 * lines around a field have types where these have values.
 * @param at offset in the setting's line
 * @param value of the setting: a type is often that of its neighbours, too
 */
export function standsAmongSettings(text: string, at: number, value: string): boolean {
  const before = text
    .slice(Math.max(0, at - REACH), at)
    .split('\n')
    .slice(-LINES - 1, -1);
  const after = text
    .slice(at, at + REACH)
    .split('\n')
    .slice(1, LINES + 1);
  return [...before, ...after].some((line) => {
    const [, other] = SETTING.exec(line) ?? [];
    return other !== undefined && other !== value && !TYPE.test(other);
  });
}
