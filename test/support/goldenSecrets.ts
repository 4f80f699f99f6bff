/**
 * Secrets as they stand in code, configurations and questions, and what only looks like them. Every value is made
 * here, so that no scanner of repositories takes this file for a leak.
 */

const DIGITS = '0123456789';
const SMALL = 'abcdefghijklmnopqrstuvwxyz';
const LETTERS = SMALL + SMALL.toUpperCase();
const ALPHANUMERIC = LETTERS + DIGITS;
const URL_SAFE = `${ALPHANUMERIC}-_`;
const HEX = `${DIGITS}abcdef`;

let state = 20_261_124;
/** A letter of the alphabet; the same ones in every run. */
function pick(alphabet: string): string {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return alphabet[(state >> 8) % alphabet.length] ?? '';
}
const random = (alphabet: string, length: number): string =>
  Array.from({ length }, () => pick(alphabet)).join('');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const base64Url = (text: string): string => Buffer.from(text).toString('base64url');
const guid = (): string => [8, 4, 4, 4, 12].map((length) => random(HEX, length)).join('-');

function privateKey(label: string, lines = 20): string {
  const body = Array.from({ length: lines }, () => random(`${ALPHANUMERIC}+/`, 64)).join('\n');
  return `-----BEGIN ${label}-----\nMII${body.slice(3)}\n${random(ALPHANUMERIC, 22)}==\n-----END ${label}-----`;
}
const token = (head: object, claims: object): string =>
  `${base64Url(JSON.stringify(head))}.${base64Url(JSON.stringify(claims))}.${random(URL_SAFE, 43)}`;

export interface GoldenSecret {
  readonly name: string;
  readonly secret: string;
  readonly text: string;
}

function golden(name: string, secret: string, text: (secret: string) => string): GoldenSecret {
  return { name, secret, text: text(secret) };
}

const JWT = (): string =>
  token({ alg: 'HS256', typ: 'JWT' }, { sub: '1234567890', name: 'Иванов', iat: 1516239022 });
const AWS_SECRET = (): string => random(`${ALPHANUMERIC}/+`, 40);
const STRONG = (): string => `${random(LETTERS, 5)}${random(DIGITS, 3)}${random(LETTERS, 4)}!`;

export const SECRETS: readonly GoldenSecret[] = [
  golden('RSA key', privateKey('RSA PRIVATE KEY'), (key) => `const pem = \`${key}\`;\nserve(pem);\n`),
  golden('PKCS #8 key', privateKey('PRIVATE KEY'), (key) => `${key}\n`),
  golden('encrypted key', privateKey('ENCRYPTED PRIVATE KEY'), (key) => `# ключ\n${key}\n`),
  golden('OpenSSH key', privateKey('OPENSSH PRIVATE KEY'), (key) => `${key}\n`),
  golden('EC key', privateKey('EC PRIVATE KEY', 3), (key) => `${key}\n`),
  golden(
    'key in JSON',
    privateKey('PRIVATE KEY').replaceAll('\n', '\\n'),
    (key) => `{"private_key": "${key}\\n"}`,
  ),
  golden('AWS key id', `AKIA${random(SMALL.toUpperCase(), 16)}`, (id) => `aws_access_key_id = ${id}`),
  golden('AWS secret key', AWS_SECRET(), (key) => `aws_secret_access_key = ${key}\n`),
  golden('AWS secret key in code', AWS_SECRET(), (key) => `AWS_SECRET_ACCESS_KEY: "${key}"`),
  golden(
    'GitHub token',
    `ghp_${random(ALPHANUMERIC, 36)}`,
    (it) => `git clone https://x:${it}@github.com/a/b`,
  ),
  golden('GitHub fine token', `github_pat_${random(ALPHANUMERIC, 82)}`, (it) => `token = '${it}'`),
  golden('GitLab token', `glpat-${random(URL_SAFE, 20)}`, (it) => `PRIVATE-TOKEN: ${it}`),
  golden('GitLab runner token', `glrt-${random(URL_SAFE, 20)}`, (it) => `token = "${it}"`),
  golden(
    'Slack token',
    `xoxb-${random(DIGITS, 12)}-${random(DIGITS, 12)}-${random(ALPHANUMERIC, 24)}`,
    (it) => `slack(${it})`,
  ),
  golden(
    'Slack hook',
    `https://hooks.slack.com/services/T${random(ALPHANUMERIC, 8)}/B${random(ALPHANUMERIC, 8)}/${random(ALPHANUMERIC, 24)}`,
    (it) => `curl ${it}`,
  ),
  golden('npm token', `npm_${random(ALPHANUMERIC, 36)}`, (it) => `//registry.npmjs.org/:_authToken=${it}`),
  golden(
    'OpenAI key',
    `sk-${random(ALPHANUMERIC, 20)}T3BlbkFJ${random(ALPHANUMERIC, 20)}`,
    (it) => `client = OpenAI("${it}")`,
  ),
  golden('OpenRouter key', `sk-or-v1-${random(HEX, 64)}`, (it) => `key: ${it}`),
  golden('Stripe key', `sk_live_${random(ALPHANUMERIC, 24)}`, (it) => `stripe.api_key = "${it}"`),
  golden('Google key', `AIza${random(URL_SAFE, 35)}`, (it) => `<script src="https://maps?key=${it}">`),
  golden('Hugging Face token', `hf_${random(LETTERS, 34)}`, (it) => `login(${it})`),
  golden(
    'Yandex Cloud API key',
    `AQVN${random(URL_SAFE, 36)}`,
    (it) => `headers = {"Authorization": "Api-Key ${it}"}`,
  ),
  golden('Yandex IAM token', `t1.${random(URL_SAFE, 200)}.${random(URL_SAFE, 86)}`, (it) => `iam = '${it}'`),
  golden('Yandex OAuth token', `y0_${random(URL_SAFE, 58)}`, (it) => `yc config set token ${it}`),
  golden('Yandex static key', `YC${random(URL_SAFE, 38)}`, (it) => `secret: ${it}`),
  golden('SmartCaptcha key', `ysc2_${random(ALPHANUMERIC, 40)}${random(HEX, 8)}`, (it) => `captcha("${it}")`),
  golden('VK token', `vk1.a.${random(URL_SAFE, 200)}`, (it) => `vk = VkApi(token='${it}')`),
  golden('Telegram token', `${random(DIGITS, 10)}:A${random(URL_SAFE, 34)}`, (it) => `bot = Bot("${it}")`),
  golden(
    'Telegram address',
    `${random(DIGITS, 10)}:A${random(URL_SAFE, 34)}`,
    (it) => `https://api.telegram.org/bot${it}/getMe`,
  ),
  golden('GigaChat key', base64(`${guid()}:${guid()}`), (it) => `GIGACHAT_CREDENTIALS=${it}\n`),
  golden('GigaChat header', base64(`${guid()}:${guid()}`), (it) => `-H 'Authorization: Basic ${it}'`),
  golden('JWT', JWT(), (it) => `const it = '${it}';`),
  golden('JWT in a header', JWT(), (it) => `Authorization: Bearer ${it}`),
  golden(
    'bearer',
    random(ALPHANUMERIC, 40),
    (it) => `fetch(url, { headers: { Authorization: 'Bearer ${it}' } })`,
  ),
  golden('key header', random(ALPHANUMERIC, 32), (it) => `requests.get(url, headers={"X-Api-Key": "${it}"})`),
  golden('PostgreSQL address', STRONG(), (it) => `postgres://app:${it}@db.corp.local:5432/orders`),
  golden(
    'PostgreSQL address, user postgres',
    STRONG(),
    (it) => `DATABASE_URL=postgresql+asyncpg://postgres:${it}@localhost/app`,
  ),
  golden('password with @', `p@ss${random(DIGITS, 4)}@x`, (it) => `mysql://root:${it}@10.0.0.5/shop`),
  golden('Redis address', random(ALPHANUMERIC, 16), (it) => `redis://:${it}@cache:6379/0`),
  golden(
    'MongoDB address',
    STRONG(),
    (it) => `mongodb+srv://svc:${it}@cluster0.mongodb.net/?retryWrites=true`,
  ),
  golden('AMQP address', STRONG(), (it) => `amqp://guest1:${it}@rabbit:5672//`),
  golden(
    'basic authentication',
    random(ALPHANUMERIC, 12),
    (it) => `https://deploy:${it}@nexus.corp.ru/repository/npm`,
  ),
  golden(
    '.NET connection string',
    STRONG(),
    (it) =>
      `"ConnectionStrings": { "Default": "Server=sql01;Database=Orders;User Id=app;Password=${it};TrustServerCertificate=true" }`,
  ),
  golden('.NET, Pwd', random(ALPHANUMERIC, 8), (it) => `Data Source=sql;Initial Catalog=X;Uid=sa;Pwd=${it}`),
  golden('libpq', STRONG(), (it) => `host=db port=5432 dbname=app user=app password=${it}`),
  golden('JDBC', STRONG(), (it) => `jdbc:postgresql://db/app?user=app&password=${it}`),
  golden(
    'Azure storage',
    `${random(`${ALPHANUMERIC}+/`, 86)}==`,
    (it) => `DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${it};EndpointSuffix=core.windows.net`,
  ),
  golden('1C connection', STRONG(), (it) => `Srvr="srv1c";Ref="buh";Usr="Админ";Pwd="${it}";`),
  golden('password in Russian', STRONG(), (it) => `пароль = "${it}"`),
  golden('password in 1C', STRONG(), (it) => `	Пароль = "${it}";\n	Подключиться(Пароль);`),
  golden(
    'password in a question',
    'qwerty2024',
    (it) => `Не подключается. Логин admin, пароль: ${it}. Что не так?`,
  ),
  golden('password in Python', STRONG(), (it) => `DB_PASSWORD = "${it}"`),
  golden('password, letters and digits', 'hunter2', (it) => `password = '${it}'`),
  golden('password, letters', 'sunshineday', (it) => `db.password = "${it}"`),
  golden('password in Java', STRONG(), (it) => `private static final String PASSWORD = "${it}";`),
  golden('password in Go', STRONG(), (it) => `password := "${it}"`),
  golden('password in Rust', STRONG(), (it) => `const DB_PASSWORD: &str = "${it}";`),
  golden('password in TypeScript', STRONG(), (it) => `const password: string = '${it}';`),
  golden('password in C#', STRONG(), (it) => `string password = @"${it}";`),
  golden('password in PHP', STRONG(), (it) => `'password' => '${it}',`),
  golden('password with a mark before it', `!${random(LETTERS, 8)}`, (it) => `password = "${it}"`),
  golden('password compared', STRONG(), (it) => `if (password === '${it}') login();`),
  golden('password in JSON', STRONG(), (it) => `{ "user": "app", "password": "${it}" }`),
  golden(
    'password in YAML',
    random(ALPHANUMERIC, 12),
    (it) => `database:\n  user: app\n  password: a1${it}\n`,
  ),
  golden('password in YAML with the word', 'hunter2secret', (it) => `password: ${it}\n`),
  golden('password in YAML beside a comment', 'Qwerty123', (it) => `  db_password: ${it} # боевая\n`),
  golden('password in YAML, anchored', 'Zima2024', (it) => `password: &shared ${it}\n`),
  golden(
    'word in YAML',
    'sunshineday',
    (it) =>
      `spring:\n  datasource:\n    url: jdbc:postgresql://db/app\n    username: app\n    password: ${it}\n`,
  ),
  golden('password in properties with a mark before it', '!Summer2024', (it) => `db.password=${it}\n`),
  golden('word in properties', 'sunshineday', (it) => `db.user=app\ndb.password=${it}\n`),
  golden('word in YAML, in Russian', 'солнышко', (it) => `сервер: srv1c\nпароль: ${it}\n`),
  golden('password in properties', STRONG(), (it) => `spring.datasource.password=${it}\n`),
  golden('password in an environment', 'kolbasa', (it) => `POSTGRES_USER=app\nPOSTGRES_PASSWORD=${it}\n`),
  golden('password exported', STRONG(), (it) => `export PGPASSWORD=${it}`),
  golden('password in compose', STRONG(), (it) => `environment:\n  - POSTGRES_PASSWORD=${it}\n`),
  golden(
    'password in XML',
    STRONG(),
    (it) => `<server><username>ci</username><password>${it}</password></server>`,
  ),
  golden('password in SQL', STRONG(), (it) => `CREATE USER app WITH PASSWORD '${it}';`),
  golden('password of a command', STRONG(), (it) => `psql --password=${it} -h db`),
  golden(
    'password in escaped JSON',
    STRONG(),
    (it) => `-d "{\\"login\\":\\"app\\",\\"password\\":\\"${it}\\"}"`,
  ),
  golden('password set', STRONG(), (it) => `dataSource.setPassword("${it}");`),
  golden('password of an environment, set', STRONG(), (it) => `os.environ["DB_PASSWORD"] = "${it}"`),
  golden('password in a cluster', base64(STRONG()), (it) => `data:\n  password: ${it}\n`),
  golden('password said', `Qw${random(DIGITS, 6)}`, (it) => `Ставлю пароль ${it}, а он не подходит.`),
  golden('password said with a dash', `Qw${random(DIGITS, 6)}`, (it) => `Логин root, пароль — «${it}»`),
  golden('password of mysql', STRONG(), (it) => `mysqldump -uroot -p${it} shop > shop.sql`),
  golden('password of sshpass', STRONG(), (it) => `sshpass -p '${it}' ssh root@10.0.0.5`),
  golden(
    'key in an address',
    random(ALPHANUMERIC, 32),
    (it) => `https://maps.example.ru/v1?lang=ru&apikey=${it}&x=1`,
  ),
  golden('token in YAML', random(ALPHANUMERIC, 32), (it) => `telemetry:\n  access_token: ${it}\n`),
  golden('password of curl', random(ALPHANUMERIC, 10), (it) => `curl -u admin:${it} https://nexus.corp.ru`),
  golden('password being written', STRONG(), (it) => `password = "${it}`),
  golden('client secret', guid(), (it) => `client_secret: "${it}"`),
  golden('token in an environment', random(HEX, 40), (it) => `DADATA_TOKEN=${it}\n`),
  golden('secret key of Django', random(`${ALPHANUMERIC}@#%^`, 50), (it) => `SECRET_KEY = '${it}'`),
  golden('API key', random(HEX, 32), (it) => `apiKey: "${it}",`),
];

/** Texts that hold no secret. */
export const HARMLESS: readonly string[] = [
  'password = os.environ["DB_PASSWORD"]',
  "const password = process.env.PASSWORD ?? '';",
  'DB_PASSWORD = "changeme"',
  'password: "<token>"',
  'token = "<your token>"',
  `token: \${{ secrets.GITHUB_TOKEN }}`,
  `password: "\${DB_PASSWORD}"`,
  'PASSWORD=$DB_PASSWORD',
  'POSTGRES_PASSWORD=postgres\nimage: postgres:16',
  'password=%PASSWORD%',
  'password: "********"',
  'password: "your_password_here"',
  'password = getpass.getpass("Пароль: ")',
  'def login(user, password=None):',
  'login(user=user, password=password)',
  'interface User { password: string; token: string | null }',
  'password: Optional[str] = None',
  'private readonly password: SecretString;',
  'const { password, token } = request.body;',
  'user.password = hash(password)',
  'self.token = token_service.create(user)',
  '<input type="password" name="password" autocomplete="current-password">',
  'errors: { password: "password.required", token: "auth.token.invalid" }',
  "t('auth.password.tooShort')",
  'const TOKEN_TYPE = "identifier";',
  'token: "punctuation.definition.string"',
  'Хешируем пароль sha256 и сравниваем.',
  'Пароль Base64 не шифрует, а кодирует.',
  'Забыл пароль администратора Windows10.',
  'const password = getPassword("user1");',
  'token = parse_token_v2_response',
  'mysql -u root -p',
  'пароль: введите не менее восьми знаков',
  'Пароль: введите пароль, который пришёл по почте.',
  'Как хранить пароль: хешем или открытым текстом?',
  'Пароль = Элементы.ПолеПароля.Значение;',
  'Сообщить("Неверный пароль");',
  `"integrity": "sha512-${random(`${ALPHANUMERIC}+/`, 86)}=="`,
  `"resolved": "https://registry.npmjs.org/x/-/x-1.0.0.tgz#${random(HEX, 40)}"`,
  `sha256:${random(HEX, 64)}`,
  `commit ${random(HEX, 40)}`,
  `const id = '${guid()}';`,
  `<link rel="icon" href="data:image/png;base64,${random(`${ALPHANUMERIC}+/`, 400)}">`,
  `src: url(data:font/woff2;base64,${random(`${ALPHANUMERIC}+/`, 400)})`,
  `key={item.id}`,
  "if (line.startsWith('-----BEGIN PRIVATE KEY-----')) return parse(line);",
  `-----BEGIN CERTIFICATE-----\n${random(`${ALPHANUMERIC}+/`, 64)}\n-----END CERTIFICATE-----`,
  `-----BEGIN PUBLIC KEY-----\n${random(`${ALPHANUMERIC}+/`, 64)}\n-----END PUBLIC KEY-----`,
  'https://example.com:8080/path@version',
  'postgres://localhost:5432/app',
  `postgres://user:\${PASSWORD}@host/db`,
  'git@github.com:org/repo.git',
  'mailto:user@example.com',
  'Authorization: Bearer <token>',
  `headers: { Authorization: \`Bearer \${token}\` }`,
  "request.headers['authorization'] === undefined",
  'password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256',
  'password: !Ref DbPassword',
  'password: *default',
  'password: {{ db_password }}',
  'password: vault:secret/data/db1#password',
  'username: required|max:40\npassword: required|min:8',
  'type: object\nproperties:\n  user:\n    type: string\n  password:\n    type: string\n',
  'host: str\nport: int\npassword: secretstr\n',
  'interface Login {\n  user: UserName\n  password: plaintext\n}',
  'username: identifier\npassword: identifier\n',
  'user = current\npassword = plaintext\n',
  'User(\n    login=login,\n    password=plaintext,\n)',
  'password: sha256',
  'password: varchar255',
  'password: oauth2token',
  'auth: basic\npassword: optional\n',
  'passport.use(new LocalStrategy(verify))',
  'Server=.;Database=Orders;Trusted_Connection=True;',
  'tokens: 8192, maxTokens: 1024, tokenizer: "qwen2.5"',
  'const nextToken = tokens[index + 1];',
  'password_hash = bcrypt.hashpw(password.encode(), bcrypt.gensalt())',
  'SELECT token, secret FROM sessions WHERE secret IS NULL',
  'password: ⟨секрет k2m7q: пароль⟩',
  'password = "⟨секрет k2m7q: пароль⟩"',
];
