import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const blue: MantineColorsTuple = [
  "#eaf0fd",
  "#d3e0fb",
  "#a9c2f7",
  "#7fa6ff",
  "#5b86e8",
  "#3f6fdb",
  "#3263d2",
  "#2456c9",
  "#1d48ab",
  "#163a8c",
];
const dark: MantineColorsTuple = [
  "#e8ecf2",
  "#b5bfcc",
  "#97a3b3",
  "#6d798b",
  "#3b4656",
  "#2a3340",
  "#1e2631",
  "#171d26",
  "#0f141b",
  "#0a0e13",
];

export const theme = createTheme({
  primaryColor: "blue",
  primaryShade: 7, // shade 4 in the dark has too little contrast
  colors: { blue, dark },
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "18px" },
  headings: { fontFamily: '"Inter Variable", system-ui, sans-serif', fontWeight: "650" },
  defaultRadius: "md",
  radius: { sm: "4px", md: "8px", lg: "12px" },
  respectReducedMotion: true,
  components: {
    // Their heads are no banner of the page.
    Modal: {
      defaultProps: {
        transitionProps: { duration: 120 },
        centered: true,
        radius: "lg",
        attributes: { header: { role: "presentation" } },
      },
    },
    Drawer: {
      defaultProps: {
        transitionProps: { duration: 120 },
        position: "right",
        attributes: { header: { role: "presentation" } },
      },
    },
    Button: { defaultProps: { size: "sm" } },
    TextInput: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm", allowDeselect: false } },
    Tooltip: {
      defaultProps: { withArrow: true, multiline: true, maw: 320, events: { hover: true, focus: true, touch: true } },
    },
  },
});

// Mantine's own variables, by our tokens.
export const variables: CSSVariablesResolver = () => {
  const common = {
    "--mantine-color-body": "var(--bg)",
    "--mantine-color-text": "var(--text)",
    "--mantine-color-dimmed": "var(--text-2)",
    "--mantine-color-placeholder": "var(--text-3)",
    "--mantine-color-default": "var(--surface)",
    "--mantine-color-default-hover": "var(--surface-2)",
    "--mantine-color-default-color": "var(--text)",
    "--mantine-color-default-border": "var(--border-2)",
    "--mantine-color-anchor": "var(--accent)",
    "--mantine-color-error": "var(--loss)",
  };
  return { variables: {}, light: common, dark: common };
};
