/** Settings of the workbench in tests and trials: quiet, deterministic, nothing over the network. */

export type Theme = 'dark' | 'light' | 'highContrast' | 'highContrastLight';

export const THEMES: Readonly<Record<Theme, string>> = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  highContrast: 'Default High Contrast',
  highContrastLight: 'Default High Contrast Light',
};

export type SettingValues = Readonly<Record<string, unknown>>;

/** For a person who tries the extension: no telemetry, no tips, none of the editor's own assistants. */
export const CALM_SETTINGS: SettingValues = {
  'telemetry.telemetryLevel': 'off',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'security.workspace.trust.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'git.openRepositoryInParentFolders': 'never',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'typescript.disableAutomaticTypeAcquisition': true,
  'window.confirmBeforeClose': 'never',
  // Russian letters are no impostors of Latin ones here.
  'editor.unicodeHighlight.ambiguousCharacters': false,
};

/** For tests: besides, nothing appears that no test asked for. */
export const TEST_SETTINGS: SettingValues = {
  ...CALM_SETTINGS,
  'workbench.startupEditor': 'none',
  'git.enabled': false,
  'editor.minimap.enabled': false,
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.wordBasedSuggestions': 'off',
  'editor.cursorBlinking': 'solid',
  'editor.hover.enabled': 'off',
  'window.dialogStyle': 'custom',
  'workbench.reduceMotion': 'on',
};
