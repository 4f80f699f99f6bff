/** What a file is by its path: it decides how readily its places are shown. */
export type PathKind = 'code' | 'docs' | 'test' | 'types' | 'data' | 'generated' | 'catalogue';

const TEST =
  /(^|\/)(tests?|__tests__|specs?|testing|testdata|fixtures?|mocks?|__mocks__|e2e|benchmarks?|bench|examples?|samples?)\/|(^|\/)(test_|conftest)[^/]*$|[._-](test|tests|spec|bench|stories)\.[^/]+$|(Test|Tests|Spec|IT)\.(java|kt|cs|scala|groovy|swift|php)$/;
const GENERATED =
  /(^|\/)(vendor|vendors|vendored|third[_-]?party|external|generated|gen|__generated__|dist|build|out|legacy|migrations)\/|\.(pb|gen|generated|designer|g)\.[^/]+$|_pb2?(_grpc)?\.[^/]+$|(^|\/)(changelog|changes|history|license|licence|authors|notice|copying)[^/]*$/i;
/** Texts of the interface in other languages. */
const CATALOGUE =
  /\.(po|pot|xlf|xliff|strings|arb)$|(^|\/)(locales?|lang|langs|languages|i18n|l10n|translations?|messages)\/.*\.(json|ya?ml|properties|php|js|ts|xml)$|(^|[._-])(lang|nls|messages)[._-][\w-]*\.(json|ya?ml|properties)$/i;
const DOCS = /\.(md|mdx|markdown|rst|txt|adoc|asciidoc|tex|html?)$/i;
const TYPES = /\.d\.[cm]?ts$/i;
const DATA =
  /\.(json|jsonc|json5|ya?ml|toml|ini|cfg|conf|properties|xml|csv|tsv|po|pot|svg|lock|sum|mod|css|scss|less|resx|xlf|strings)$/i;

export function pathKind(path: string): PathKind {
  if (CATALOGUE.test(path)) return 'catalogue';
  if (GENERATED.test(path)) return 'generated';
  if (TEST.test(path)) return 'test';
  if (TYPES.test(path)) return 'types';
  if (DOCS.test(path)) return 'docs';
  return DATA.test(path) ? 'data' : 'code';
}
