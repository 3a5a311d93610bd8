"""The language of the window: our sentences, Qt's own words, and how Qt writes dates and sizes."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from resources.i18n import Language, set_language


class QtWords(QTranslator):
    """Qt's words in Indonesian; they are loaded when Qt first asks for one."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1) -> str:
        del disambiguation, n
        from ui.qt_words import indonesian

        return indonesian(context, sourceText)


def speak(language: Language) -> None:
    """Speak `language` from now on. Widgets of Qt follow at once, ours when they are made anew."""
    set_language(language)
    if language == "id":
        QLocale.setDefault(QLocale(QLocale.Language.Indonesian, QLocale.Country.Indonesia))
    else:
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    app = QCoreApplication.instance()
    assert app is not None
    for old in app.findChildren(QtWords):
        app.removeTranslator(old)
        old.deleteLater()
    if language == "id":
        app.installTranslator(QtWords(app))
