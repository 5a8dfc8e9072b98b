import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  // Where query serves it.
  base: '/console/',
  plugins: [react()],
  resolve: { conditions: ['weir-source', 'browser', 'module'] },
  build: {
    outDir: 'dist/site',
    emptyOutDir: true,
    // The policy of our pages allows no data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      checks: { pluginTimings: false },
      // Beside the console itself, script and style of the pages that query draws: under names it can know.
      input: { console: 'index.html', pages: 'src/pages/pages.ts', 'pages-style': 'src/styles/pages.css' },
      output: {
        entryFileNames: ({ name }) => (name === 'pages' ? 'pages.js' : 'assets/[name]-[hash].js'),
        assetFileNames: ({ names }) =>
          names.includes('pages.css') || names.includes('pages-style.css')
            ? 'pages.css'
            : 'assets/[name]-[hash][extname]',
      },
    },
  },
})
