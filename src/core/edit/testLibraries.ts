/** Libraries for tests, by the words that a project's manifests name them with. */
const LIBRARIES: readonly (readonly [name: string, found: RegExp])[] = [
  ['vitest', /"vitest"/],
  ['jest', /"(?:jest|ts-jest|@jest\/globals)"/],
  ['mocha', /"mocha"/],
  ['chai', /"chai"/],
  ['ava', /"ava"/],
  ['jasmine', /"jasmine(?:-core)?"/],
  ['node:test', /\bnode\b[^"\n]*--test\b/],
  ['Testing Library', /"@testing-library\//],
  ['pytest', /\bpytest\b/],
  ['JUnit 5', /junit-jupiter|useJUnitPlatform/],
  ['JUnit 4', /junit:junit:4|<artifactId>junit<\/artifactId>/],
  ['TestNG', /\btestng\b/],
  ['Kotest', /\bkotest\b/],
  ['Mockito', /\bmockito\b/],
  ['xUnit', /Include="xunit"/i],
  ['NUnit', /Include="nunit"/i],
  ['MSTest', /Include="mstest/i],
  ['RSpec', /\brspec\b/],
  ['Minitest', /\bminitest\b/],
  ['PHPUnit', /phpunit\/phpunit/],
  ['Pest', /pestphp\/pest/],
  ['GoogleTest', /\b(?:gtest|googletest|GTest)\b/],
  ['Catch2', /\bCatch2\b/],
  ['doctest', /\bdoctest\b/],
  ['ScalaTest', /\bscalatest\b/],
];

/** The libraries for tests that the text of a manifest names. */
export function testLibraries(manifest: string): string[] {
  return LIBRARIES.filter(([, found]) => found.test(manifest)).map(([name]) => name);
}
