; The installer for Windows: for one person, without administrator rights; uninstalling leaves nothing.
; makensis -DVERSION=1.2.3 -DPROGRAM=folder-that-PyInstaller-made -DICON=bayplan.ico -DOUTPUT=setup.exe bayplan.nsi
Unicode true
ManifestDPIAware true
SetCompressor /SOLID lzma
RequestExecutionLevel user

!include "MUI2.nsh"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Bayplan"
!define CLASSES "Software\Classes"
!define KIND "Bayplan.Snapshot"

Name "Bayplan ${VERSION}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Bayplan"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
BrandingText "Bayplan"

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Bayplan"
VIAddVersionKey "FileDescription" "Bayplan: see where the state of every container lives"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache License 2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\program\bayplan.exe"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; Only the folder "program" below the chosen one is ever emptied, so that choosing a folder that holds something else
; does no harm.
Section "Bayplan"
  RMDir /r "$INSTDIR\program"
  SetOutPath "$INSTDIR\program"
  File /r "${PROGRAM}/*.*"
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Bayplan.lnk" "$INSTDIR\program\bayplan.exe"

  WriteRegStr HKCU "${CLASSES}\${KIND}" "" "Bayplan snapshot"
  WriteRegStr HKCU "${CLASSES}\${KIND}\DefaultIcon" "" "$INSTDIR\program\bayplan.exe,0"
  WriteRegStr HKCU "${CLASSES}\${KIND}\shell\open\command" "" '"$INSTDIR\program\bayplan.exe" "%1"'
  ; Windows knows a file by what follows its last point: .bayplan.json is JSON to it, so Bayplan is offered for that.
  WriteRegStr HKCU "${CLASSES}\.json\OpenWithProgids" "${KIND}" ""
  WriteRegStr HKCU "${CLASSES}\Applications\bayplan.exe\shell\open\command" "" '"$INSTDIR\program\bayplan.exe" "%1"'

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Bayplan"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\program\bayplan.exe"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  RMDir /r "$INSTDIR\program"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Bayplan.lnk"
  ; What the program remembered of this person goes too.
  Delete "$APPDATA\bayplan\*.*"
  RMDir "$APPDATA\bayplan"
  DeleteRegKey HKCU "${CLASSES}\${KIND}"
  DeleteRegValue HKCU "${CLASSES}\.json\OpenWithProgids" "${KIND}"
  DeleteRegKey HKCU "${CLASSES}\Applications\bayplan.exe"
  DeleteRegKey HKCU "${UNINSTALL}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
