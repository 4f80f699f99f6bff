import type { Dialect } from './dialects.ts';
import { fieldsOf, listOf, numberOf } from './json.ts';
import type { Transport } from './transport.ts';

/**
 * Tokens that the server's own tokenizer makes of a text; nothing where it has no such question, as an older server or
 * a gateway that lets only the API through. Never throws.
 */
export async function countAtServer(
  transport: Transport,
  dialect: Dialect,
  model: string,
  text: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const request = dialect.tokenize?.(model, text);
  if (!request) return undefined;
  try {
    const url = transport.url(request.path, true);
    const answer = fieldsOf(await transport.json(url, { signal, body: request.body }));
    return numberOf(answer['count']) ?? (listOf(answer['tokens']).length || undefined);
  } catch {
    return undefined;
  }
}

/**
 * Texts of the kinds that prompts are made of. A tokenizer is known by what it makes of each: the dearest kind bounds
 * the others.
 */
export const SAMPLES: readonly string[] = [
  `Толмач отвечает на вопросы о коде и предлагает правки. Очередь заказов хранится в памяти, поэтому после перезапуска
сервиса необработанные заказы теряются; чтобы этого не происходило, запишите их в базу до ответа клиенту. Проверьте
также, что повторный запрос с тем же номером не создаёт второй заказ: ключ должен быть уникальным.`,
  `export async function loadOrders(page: number, { limit = 50 }: Options = {}): Promise<readonly Order[]> {
  const response = await fetch(\`\${baseUrl}/orders?page=\${page}&limit=\${limit}\`, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new HttpError(response.status, await response.text());
  return (await response.json()).items.map((item) => ({ ...item, createdAt: new Date(item.created_at) }));
}`,
  `def сроки(заказы, сегодня=None):
    """Возвращает просроченные заказы по возрастанию даты."""
    сегодня = сегодня or date.today()
    # Отменённые не считаются.
    return sorted((з for з in заказы if з.срок < сегодня and not з.отменён), key=lambda з: з.срок)`,
  `2026-03-14T09:26:53.589Z ERROR [http-nio-8080-exec-7] c.e.o.OrderService - Order 7f3c9a12-5b1e-4d0a-9f6b-2c8e1d4a6b90 failed
java.lang.IllegalStateException: Timeout after 30000 ms\n\tat com.example.orders.OrderService.pay(OrderService.java:128)
\tat java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1136)`,
  `SELECT o.id, o.total_amount, c.name FROM orders AS o JOIN customers AS c ON c.id = o.customer_id
WHERE o.status IN ('NEW', 'PAID') AND o.created_at >= '2026-01-01' ORDER BY o.total_amount DESC LIMIT 100;
{"id": 10482, "sum": 1599.90, "items": [{"sku": "A-113", "qty": 2}, {"sku": "B-007", "qty": 1}], "paid": true}`,
];
